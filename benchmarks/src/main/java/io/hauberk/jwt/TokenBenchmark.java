package io.hauberk.jwt;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.benchmarks.Tokens;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A token that was seen before. What verifying it costs, {@link VerifyBenchmark} tells. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBenchmark {
    private static final Response OK = Response.of(200);
    private static final Handler NEXT = request -> OK;

    private final Tokens tokens = Tokens.shared();
    private final Issuer issuer =
            Issuer.of(Tokens.ISSUER).audience(Tokens.AUDIENCE).keys(tokens.keyFile());
    private final Jwt jwt = Jwt.issuedBy(issuer);
    private final String token = tokens.token("alice");
    private final TokenLookup lookup = new TokenLookup(issuer, token);
    private final Headers headers = Headers.of("Host", "shop.test", "Authorization", "Bearer " + token);

    @Setup
    public void prepare() throws IOException {
        issuer.start();
        Response first = filter();
        if (first != OK || lookup.look() == null) {
            throw new IllegalStateException("The token was not accepted: " + first);
        }
    }

    /** Known before: the field as a fresh string, its hash, the cache. */
    @Benchmark
    public @Nullable Object hit() {
        return lookup.look();
    }

    /** The share of the string in {@link #hit}, which a container makes anyway. */
    @Benchmark
    public String string() {
        return lookup.fresh();
    }

    /** Known before, through the whole filter, with an exchange and a request of its own. */
    @Benchmark
    public Response filter() throws IOException {
        Exchange exchange = Exchange.begin(Ticker.system());
        return jwt.handle(
                Request.of(exchange, "GET", "http", "shop.test", "/orders/1", null, headers, Body.empty()), NEXT);
    }
}
