package io.hauberk.benchmarks;

import io.hauberk.config.Hauberk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Loading a whole file: reading it, checking it, building the routes with their filters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileBenchmark {
    @Param({"10", "10000"})
    public int routes;

    private Path file = Path.of("hauberk.yaml");

    @Setup
    public void write() throws IOException {
        StringBuilder text =
                new StringBuilder("hauberk: 1\nservices:\n  behind: { endpoints: [http://127.0.0.1:1] }\n");
        text.append("routes:\n");
        for (int i = 0; i < routes; i++) {
            text.append("  - name: svc")
                    .append(i)
                    .append("\n    match: /api/svc")
                    .append(i);
            text.append("/**\n    filters: [ rateLimit: { limit: 100, per: 1m } ]\n    to: behind\n");
        }
        file = Files.createTempFile("hauberk-bench", ".yaml");
        file.toFile().deleteOnExit();
        Files.writeString(file, text);
    }

    /** From the file to a gateway that would take requests. */
    @Benchmark
    public String load() {
        try (Hauberk hauberk = Hauberk.load(file)) {
            return hauberk.toString();
        }
    }
}
