package io.hauberk.checks.whole;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** The client side: plain OkHttp that repeats nothing. */
final class Load implements AutoCloseable {
    private final OkHttpClient http;
    private final String base;

    Load(int port) {
        this(port, Protocol.HTTP_1_1);
    }

    Load(int port, Protocol protocol) {
        this.base = "http://127.0.0.1:" + port;
        this.http = new OkHttpClient.Builder()
                .protocols(List.of(protocol))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .readTimeout(60, TimeUnit.SECONDS)
                // Sooner than any container ends one that is idle: what is sent over such a connection is lost.
                .connectionPool(new ConnectionPool(100, 10, TimeUnit.SECONDS))
                .build();
    }

    /** Sends a request and returns as soon as the head of the answer is there. */
    Response open(String method, String target, @Nullable RequestBody body) throws IOException {
        return http.newCall(new Request.Builder()
                        .url(base + target)
                        .method(method, body)
                        .build())
                .execute();
    }

    String get(String target) throws IOException {
        try (Response response = open("GET", target, null)) {
            return response.body().string();
        }
    }

    String post(String target, RequestBody body) throws IOException {
        try (Response response = open("POST", target, body)) {
            return response.body().string();
        }
    }

    /** Length and checksum of what the target answers with. */
    String sum(String target) throws IOException {
        try (Response response = open("GET", target, null)) {
            return Pattern.sum(response.body().byteStream());
        }
    }

    /** So many bytes of the {@link Pattern}, announced or not. */
    static RequestBody pattern(long bytes, boolean announced) {
        return new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return announced ? bytes : -1;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                Pattern.write(sink.outputStream(), bytes);
            }
        };
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
