package io.hauberk.benchmarks;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.quota.Quota;
import io.hauberk.quota.Window;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.throttle.Throttle;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The filters that count by caller, each as a whole: an exchange of its own, the decision, its record, the fields of the
 * answer. All of them say yes at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallersBenchmark {
    private static final Handler NEXT = request -> Response.of(200);
    private static final long PLENTY = 1_000_000_000;

    /** Time runs a thousand times faster, so that a slot of a microsecond is free again for the next request. */
    private static final Ticker HASTY = () -> System.nanoTime() * 1_000;

    @Param({"1", "100000"})
    public int keys;

    private final RateLimit rateLimit =
            RateLimit.of(10, Duration.ofSeconds(1)).burst(PLENTY).by(By.principal());
    private final Throttle throttle = Throttle.of(1_000_000, Duration.ofSeconds(1))
            .queue(0, Duration.ofMillis(1))
            .by(By.principal());
    private final Quota quota = Quota.of(PLENTY, Window.month()).by(By.principal());
    private final Filter none = (request, next) -> next.handle(request);
    private Crowd crowd = new Crowd(1, HASTY);

    @Setup
    public void prepare() {
        crowd = new Crowd(keys, HASTY);
    }

    @Benchmark
    public Response rateLimit() throws IOException {
        return passed(rateLimit);
    }

    @Benchmark
    public Response throttle() throws IOException {
        return passed(throttle);
    }

    @Benchmark
    public Response quota() throws IOException {
        return passed(quota);
    }

    /** An exchange and a request, and no filter. */
    @Benchmark
    public Response none() throws IOException {
        return passed(none);
    }

    private Response passed(Filter filter) throws IOException {
        Response response = filter.handle(crowd.next(), NEXT);
        if (response.status() != 200) {
            throw new IllegalStateException("The request was refused: " + response);
        }
        return response;
    }
}
