package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileTest {
    private static final int ROUTES = 10_000;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void aFileOfTenThousandRoutesLoadsInLessThanASecondOnceWarm() {
        Written small = new Written(folder.resolve("small")).write(yaml(ROUTES / 10));
        Written large = new Written(folder.resolve("large")).write(yaml(ROUTES));
        long tenth = Long.MAX_VALUE;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 6 && best > SECOND; i++) {
            tenth = Math.min(tenth, processorTime(small));
            best = Math.min(best, processorTime(large));
        }
        // A machine that needs more than 50 ms for a tenth of the routes, which is several times the usual, may need
        // more.
        assertThat(best / 1_000_000).as("milliseconds").isLessThanOrEqualTo(Math.max(SECOND, 20 * tenth) / 1_000_000);
    }

    /** The processor's time, since a machine that builds has little of it to give. */
    private static long processorTime(Written written) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        Configuration read = new ConfigurationReader(
                        written.file(), written.loader().setup(), Kept.nothing(), name -> request -> null)
                .read();
        long took = threads.getCurrentThreadCpuTime() - before;
        assertThat(read.faults()).isEmpty();
        assertThat(read.content()).isNotNull();
        return took;
    }

    private static String yaml(int routes) {
        StringBuilder yaml = new StringBuilder(
                "hauberk: 1\nservices:\n  orders: { endpoints: [\"http://127.0.0.1:1\"] }\nroutes:\n");
        for (int i = 0; i < routes; i++) {
            yaml.append("  - name: route-").append(i).append('\n');
            yaml.append("    match:\n      - { path: \"/group")
                    .append(i % 100)
                    .append("/item")
                    .append(i);
            yaml.append("/**\", methods: [GET, POST] }\n");
            yaml.append("    filters:\n      - requestHeaders: { set: { x-route: \"")
                    .append(i)
                    .append("\" } }\n");
            yaml.append("      - rateLimit: { limit: 100, per: 1s, by: address }\n");
            yaml.append("    to: orders\n");
        }
        return yaml.toString();
    }
}
