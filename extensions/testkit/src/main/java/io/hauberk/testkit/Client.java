package io.hauberk.testkit;

import io.hauberk.Headers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The client of {@link InboundContract}: OkHttp on one protocol, without retries and redirects. */
final class Client implements AutoCloseable {
    private final OkHttpClient http;
    private final int port;
    private final boolean http2;

    /** After a failure a server may end the connection at any moment, and the next request would be lost on it. */
    private volatile boolean troubled;

    Client(int port, boolean http2) {
        this.port = port;
        this.http2 = http2;
        this.http = new OkHttpClient.Builder()
                .protocols(List.of(http2 ? Protocol.H2_PRIOR_KNOWLEDGE : Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectTimeout(60, TimeUnit.SECONDS)
                .writeTimeout(60, TimeUnit.SECONDS)
                .readTimeout(60, TimeUnit.SECONDS)
                .build();
    }

    boolean http2() {
        return http2;
    }

    Reply get(String target, String... headers) throws IOException {
        return read(open("GET", target, null, headers));
    }

    Reply head(String target, String... headers) throws IOException {
        return read(open("HEAD", target, null, headers));
    }

    Reply post(String target, RequestBody body, String... headers) throws IOException {
        return read(open("POST", target, body, headers));
    }

    /** Sends a request and returns as soon as the head of the answer is there. */
    Response open(String method, String target, @Nullable RequestBody body, String... headers) throws IOException {
        // Jetty 12.1 sometimes resets the stream of an error that is not the first of its HTTP/2 connection.
        if (troubled || http2) {
            forgetConnections();
        }
        troubled = true;
        Response response = call(method, target, body, headers).execute();
        troubled = response.code() >= 500;
        return response;
    }

    Call call(String method, String target, @Nullable RequestBody body, String... headers) {
        Request.Builder request =
                new Request.Builder().url("http://127.0.0.1:" + port + target).method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        return http.newCall(request.build());
    }

    /** A row that had the server close a connection must not disturb the next one. */
    void forgetConnections() {
        http.connectionPool().evictAll();
    }

    static Reply read(Response response) throws IOException {
        try (response) {
            String text = response.body().string();
            return new Reply(response.code(), headers(response.headers()), text, headers(response.trailers()));
        }
    }

    private static Headers headers(okhttp3.Headers headers) {
        Headers.Edit edit = Headers.Edit.withRoomFor(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            edit.addUnchecked(headers.name(i), headers.value(i));
        }
        return edit.build();
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
