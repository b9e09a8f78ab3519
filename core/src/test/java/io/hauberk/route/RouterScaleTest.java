package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.hauberk.Request;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes and hostile input. Times are generous: they are to catch what grows with the routes or explodes. */
class RouterScaleTest {
    private static final long SECOND = 1_000_000_000L;

    /** What this thread has computed: a machine that builds holds it up for seconds. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void tenThousandRoutesAreIndexedQuicklyAndAllFound() {
        List<Route<Integer>> routes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            routes.add(Route.of("r" + i, List.of(Match.path("/api/svc" + i + "/**")), i));
        }
        long start = processorTime();
        Router<Integer> router = Router.of(routes);
        long built = processorTime() - start;

        for (int i = 0; i < 10_000; i++) {
            assertThat(router.find(Request.get("/api/svc" + i + "/items/7")).target())
                    .isEqualTo(i);
        }
        assertThat(router.find(Request.get("/api/svc10000/items/7"))).isNull();
        assertThat(built).isLessThan(2 * SECOND); // 20 to 40 ms on a quiet machine
    }

    @Test
    void aLookUpAllocatesNothingButItsResult() {
        List<Route<Integer>> routes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Match match =
                    Match.get("/api/svc" + i + "/{id}/**").host("*.example.com").header("x-v", "1");
            routes.add(Route.of("r" + i, List.of(match), i));
        }
        Router<Integer> router = Router.of(routes);
        Request request = Request.get("/api/svc42/7/x")
                .withAuthority("http", "a.b.example.com:80")
                .with("X-V", "1");
        int sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += router.find(request).target();
        }
        assertThat(sum).isEqualTo(42 * 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The compiler works beside us, and takes its time on a busy machine.
        for (int round = 0; round < 50 && least > 40; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 20_000; i++) {
                sum += router.find(request).target();
            }
            long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / 20_000;
            least = Math.min(least, each);
        }
        assertThat(sum).isPositive();
        assertThat(least).isLessThanOrEqualTo(40);
    }

    @Test
    void overlappingTemplatesAreSearchedOnceEach() {
        List<Route<Integer>> routes = new ArrayList<>();
        for (int bits = 0; bits < 1 << 10; bits++) {
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                path.append((bits >> i & 1) == 0 ? "/a" : "/{v" + i + "}");
            }
            routes.add(Route.of("r" + bits, List.of(Match.path(path + "/end")), bits));
        }
        Router<Integer> router = Router.of(routes);
        Request hostile = Request.get("/a".repeat(10) + "/" + "a".repeat(8_000));
        long start = processorTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(router.find(hostile)).isNull();
        }
        assertThat(processorTime() - start).isLessThan(20 * SECOND); // about 50 µs a look-up, two thousand nodes
    }

    @Test
    void longPathsAndHostsCostWhatTheyAreLong() {
        List<Route<Integer>> routes = new ArrayList<>();
        routes.add(Route.of("deep", List.of(Match.path("/{v}" + "/x".repeat(100))), 0));
        for (int i = 0; i < 1_000; i++) {
            routes.add(Route.of("r" + i, List.of(Match.path("/{n:(a|aa)+}/" + i).host("*.a" + i + ".example.com")), i));
        }
        Router<Integer> router = Router.of(routes);
        Request request =
                Request.get("/" + "a".repeat(8_000) + "/b").withAuthority("http", "a.".repeat(120) + "a7.example.com");
        long start = processorTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(router.find(request)).isNull();
        }
        assertThat(processorTime() - start).isLessThan(20 * SECOND);
    }
}
