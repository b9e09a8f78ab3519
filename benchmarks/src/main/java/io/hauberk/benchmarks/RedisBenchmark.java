package io.hauberk.benchmarks;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.redis.Redis;
import io.hauberk.store.Store;
import io.hauberk.testkit.RedisServer;
import io.hauberk.testkit.ThrowawayFolder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Limits that are counted in a real Redis on this machine, by one caller, who says yes to all: asked by one thread, and by
 * eight at once. The server has its share of the machine, too, so times are those of a whole round trip.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RedisBenchmark {
    private static final Handler NEXT = request -> Response.of(200);
    private static final int CROWD = 8;
    private static final long BURST = 1_000_000_000;
    private static final long RATE = 1_000;
    private static final long LEASE = 1_000;
    /** So much that it is used up by a machine that stalls alone. */
    private static final Duration BUDGET = Duration.ofSeconds(10);

    private static final String NAME = Crowd.name(1);
    private static final Caller CALLER = Crowd.caller(1);
    private static final BucketConfiguration BUCKET = BucketConfiguration.builder()
            .addLimit(Bandwidth.builder()
                    .capacity(BURST)
                    .refillGreedy(RATE, Duration.ofSeconds(1))
                    .build())
            .build();

    private final Ticker ticker = Ticker.system();
    private final Request request =
            Request.of(Exchange.begin(ticker), "GET", "http", "shop.test", "/", null, Headers.empty(), Body.empty());
    private final ThrowawayFolder folder;
    private final RedisServer server;
    private final Store store;
    private final RateLimit exact;
    private final RateLimit leased;
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final ProxyManager<String> buckets;

    public RedisBenchmark() {
        try {
            folder = ThrowawayFolder.named("hauberk-redis");
            server = RedisServer.start(folder.path());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("redis-server cannot be started. Debian has it in redis-server.", e);
        }
        store = Store.named("redis", Redis.at(server.url()).connectTimeout(BUDGET))
                .budget(BUDGET);
        RateLimit limit = RateLimit.of(RATE, Duration.ofSeconds(1)).burst(BURST).by(By.principal());
        exact = limit.named("exact").store(store);
        leased = limit.named("leased").store(store).lease(LEASE);
        client = RedisClient.create(server.url());
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        buckets = Bucket4jLettuce.casBasedBuilder(connection).build();
    }

    @Setup
    public void connect() throws IOException {
        store.start();
        exact();
    }

    /** Fails where decisions were not those of the store. */
    @TearDown
    public void close() throws IOException, InterruptedException {
        boolean failing = store.failing();
        store.close();
        client.shutdown(Duration.ZERO, Duration.ZERO);
        server.close();
        folder.close();
        if (failing) {
            throw new IllegalStateException("Redis did not answer in time, so something else was measured.");
        }
    }

    /** The whole filter: a name for the caller, one script, record and fields. */
    @Benchmark
    public Response exact() throws IOException {
        return decide(exact);
    }

    /** The same with a thousand permits taken in advance. */
    @Benchmark
    public Response leased() throws IOException {
        return decide(leased);
    }

    /** The peer: reads the bucket, and writes it if nobody else did in between. */
    @Benchmark
    public boolean bucket4j() {
        return take();
    }

    /** One round trip, by the same client as all. */
    @Benchmark
    public String ping() {
        return connection.sync().ping();
    }

    @Benchmark
    @Threads(CROWD)
    public Response exactByEight() throws IOException {
        return decide(exact);
    }

    @Benchmark
    @Threads(CROWD)
    public Response leasedByEight() throws IOException {
        return decide(leased);
    }

    @Benchmark
    @Threads(CROWD)
    public boolean bucket4jByEight() {
        return take();
    }

    private boolean take() {
        return buckets.getProxy(NAME, () -> BUCKET).tryConsume(1);
    }

    private Response decide(RateLimit limit) throws IOException {
        Exchange own = Exchange.begin(ticker);
        own.attach(CALLER);
        Response response = limit.handle(request.in(own), NEXT);
        if (response.status() != 200) {
            throw new IllegalStateException("The request was refused: " + response);
        }
        return response;
    }
}
