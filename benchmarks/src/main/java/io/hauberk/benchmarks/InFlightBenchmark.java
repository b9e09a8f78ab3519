package io.hauberk.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.concurrency.AdaptiveLimit;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.key.By;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Limits of requests in flight, each as a whole filter: in, and out again when the answer has ended. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InFlightBenchmark {
    private static final Handler NEXT = request -> Response.of(200);
    private static final int LIMIT = 100;

    private final Crowd crowd = new Crowd(1_000, Ticker.system());
    private final ConcurrencyLimit fixed = ConcurrencyLimit.of(LIMIT);
    private final ConcurrencyLimit each = ConcurrencyLimit.of(LIMIT).by(By.principal());
    private final ConcurrencyLimit gradient = ConcurrencyLimit.adaptive(AdaptiveLimit.gradient());
    private final ConcurrencyLimit vegas = ConcurrencyLimit.adaptive(AdaptiveLimit.vegas());
    private final ConcurrencyLimit aimd = ConcurrencyLimit.adaptive(AdaptiveLimit.aimd());
    private final Filter none = (request, next) -> next.handle(request);
    private final Bulkhead bulkhead = Bulkhead.of(
            "peer",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(LIMIT)
                    .maxWaitDuration(Duration.ZERO)
                    .build());

    @Benchmark
    public Response fixed() throws IOException {
        return passed(fixed);
    }

    /** One for each of 1,000 callers. */
    @Benchmark
    public Response each() throws IOException {
        return passed(each);
    }

    @Benchmark
    public Response gradient() throws IOException {
        return passed(gradient);
    }

    @Benchmark
    public Response vegas() throws IOException {
        return passed(vegas);
    }

    @Benchmark
    public Response aimd() throws IOException {
        return passed(aimd);
    }

    /** An exchange, a request and an answer that ends, and no filter. */
    @Benchmark
    public Response none() throws IOException {
        return passed(none);
    }

    /** The peer around the same: a semaphore. */
    @Benchmark
    public Response bulkhead() throws IOException {
        if (!bulkhead.tryAcquirePermission()) {
            throw new IllegalStateException("The bulkhead is full.");
        }
        try {
            return passed(none);
        } finally {
            bulkhead.onComplete();
        }
    }

    private Response passed(Filter filter) throws IOException {
        Response response = filter.handle(crowd.next(), NEXT);
        response.end(End.COMPLETED);
        if (response.status() != 200) {
            throw new IllegalStateException("The request was refused: " + response);
        }
        return response;
    }
}
