package io.hauberk.benchmarks;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.Trace;
import io.hauberk.okhttp.Mesh;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole outbound chain where an interceptor answers instead of the network, so that hardly anything of OkHttp is
 * left: {@code mesh.okHttp()} beside OkHttp alone. On behalf of an inbound request, with its trace and deadline.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OutboundBenchmark {
    private final Mesh mesh = Meshes.orders();
    private final OkHttpClient meshed =
            mesh.okHttp().newBuilder().addInterceptor(new Canned()).build();
    private final OkHttpClient bare =
            new OkHttpClient.Builder().addInterceptor(new Canned()).build();
    private final Exchange.Scope scope = inbound().enter();
    private final Request request = new Request.Builder()
            .url("http://orders/42?full=1")
            .header("Accept", "application/json")
            .header("X-Client", "web")
            .build();

    static Exchange inbound() {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.traced(Trace.begin(true));
        exchange.shrink(Deadline.after(Duration.ofDays(1), Ticker.system()));
        return exchange;
    }

    @TearDown
    public void close() {
        scope.close();
        mesh.close();
    }

    /** Deadline, trace, balancing, retry budget, ejection, metrics, attempt fields. */
    @Benchmark
    public long meshOkHttp() throws IOException {
        return call(meshed);
    }

    /** OkHttp alone. */
    @Benchmark
    public long okHttp() throws IOException {
        return call(bare);
    }

    private long call(OkHttpClient client) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return read(response.body().source());
        }
    }

    static long read(BufferedSource source) throws IOException {
        long read = 0;
        while (!source.exhausted()) {
            long here = source.getBuffer().size();
            source.skip(here);
            read += here;
        }
        return read;
    }
}
