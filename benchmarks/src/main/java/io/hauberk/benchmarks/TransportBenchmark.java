package io.hauberk.benchmarks;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.okhttp.Mesh;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole outbound chain and all of OkHttp, over sockets in memory: the engine behind {@code mesh.service(..)}, {@code
 * mesh.okHttp()}, and OkHttp alone, as it is and as one who knows would set it up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransportBenchmark {
    private final okhttp3.Request toService = request("http://orders/42?full=1");
    private final okhttp3.Request toAddress = request("http://127.0.0.1:8080/42?full=1");
    private final Headers headers = Headers.of(
            "Host",
            "orders",
            "User-Agent",
            "curl/8.5.0",
            "Accept",
            "application/json",
            "Accept-Encoding",
            "gzip",
            "X-Client",
            "web");
    private final Mesh mesh = Meshes.orders();
    private final Handler engine = mesh.service("orders");
    private final OkHttpClient meshed = mesh.okHttp();
    private final OkHttpClient standard = new OkHttpClient();
    private final OkHttpClient tuned = new OkHttpClient.Builder()
            .connectTimeout(0, TimeUnit.SECONDS)
            .readTimeout(0, TimeUnit.SECONDS)
            .writeTimeout(0, TimeUnit.SECONDS)
            .fastFallback(false)
            .connectionPool(new ConnectionPool(5, Long.MAX_VALUE, TimeUnit.NANOSECONDS))
            .build();
    private final Exchange inbound = OutboundBenchmark.inbound();
    private final Exchange.Scope scope = inbound.enter();

    private static okhttp3.Request request(String url) {
        return new okhttp3.Request.Builder()
                .url(url)
                .header("Accept", "application/json")
                .header("X-Client", "web")
                .build();
    }

    @Setup
    public void prepare() {
        MemorySocket.install();
    }

    @TearDown
    public void close() {
        scope.close();
        mesh.close();
    }

    /** A call as a gateway makes it, its answer written out. */
    @Benchmark
    public long meshService() throws IOException {
        Exchange exchange = inbound.child();
        Response response =
                engine.handle(Request.of(exchange, "GET", "http", "orders", "/42", "full=1", headers, Body.empty()));
        long written = response.body().transferTo(OutputStream.nullOutputStream());
        response.close();
        exchange.end(End.COMPLETED);
        return written;
    }

    /** A call as an application makes it. */
    @Benchmark
    public long meshOkHttp() throws IOException {
        return call(meshed, toService);
    }

    /** OkHttp with its defaults. */
    @Benchmark
    public long okHttp() throws IOException {
        return call(standard, toAddress);
    }

    /** OkHttp without timeouts, and with a pool that wakes nobody. */
    @Benchmark
    public long okHttpTuned() throws IOException {
        return call(tuned, toAddress);
    }

    private static long call(OkHttpClient client, okhttp3.Request request) throws IOException {
        try (okhttp3.Response response = client.newCall(request).execute()) {
            return OutboundBenchmark.read(response.body().source());
        }
    }
}
