package io.hauberk.benchmarks;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.route.Found;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding a route among few and among many, every route as likely as another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {
    private static final int REQUESTS = 1 << 14;

    @Param({"10", "1000", "10000"})
    public int routes;

    private List<Route<Integer>> list = List.of();
    private Router<Integer> router = Router.of(List.of());
    private final Map<String, Integer> map = new HashMap<>();
    private final Request[] requests = new Request[REQUESTS];
    private final String[] names = new String[REQUESTS];
    private int next;

    @Setup
    public void prepare() {
        list = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            list.add(Route.of("route" + i, List.of(Match.path("/api/svc" + i + "/**")), i));
            map.put("svc" + i, i);
        }
        router = Router.of(list);
        Random random = new Random(1);
        Exchange exchange = Exchange.begin(Ticker.system());
        for (int i = 0; i < REQUESTS; i++) {
            names[i] = "svc" + random.nextInt(routes);
            String path = "/api/" + names[i] + "/orders/" + random.nextInt(1000);
            requests[i] = Request.of(exchange, "GET", "http", "shop.test", path, null, Headers.empty(), Body.empty());
        }
    }

    /** One look-up in the index. */
    @Benchmark
    public @Nullable Found<Integer> match() {
        return router.find(requests[next++ & (REQUESTS - 1)]);
    }

    /** The floor: a look-up of a name, cut out beforehand, in a hash map. */
    @Benchmark
    public @Nullable Integer hashMap() {
        return map.get(names[next++ & (REQUESTS - 1)]);
    }

    /** The whole index from routes that are read already. */
    @Benchmark
    public Router<Integer> build() {
        return Router.of(list);
    }
}
