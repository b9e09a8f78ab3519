package io.hauberk.jdk;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.config.Hauberk;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Retry;
import io.hauberk.testkit.ClientContract;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;

/** The JDK's client with a mesh in it, as the contract suites call it. */
record JdkCalls(Mesh mesh, HttpClient http, AutoCloseable configuration) implements ClientContract.HttpClient {
    static JdkCalls open(Path configuration) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new JdkCalls(mesh, client(mesh, HttpClient.Redirect.NORMAL), hauberk);
    }

    static JdkCalls open(int port, Filter... filters) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new JdkCalls(mesh, client(mesh, HttpClient.Redirect.NEVER), () -> {});
    }

    private static HttpClient client(Mesh mesh, HttpClient.Redirect redirects) {
        return MeshHttpClient.wrap(
                mesh, HttpClient.newBuilder().followRedirects(redirects).build());
    }

    private static HttpRequest request(Call call, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(call.url()));
        call.headers().forEach(field -> request.header(field.getKey(), field.getValue()));
        return request.method(call.method(), body).build();
    }

    private static HttpRequest request(Call call) {
        return request(call, call.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            return new Read(http.send(request, BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Override
    public Answer execute(Call call) throws IOException {
        if (call.tag() == null) {
            return send(request(call));
        }
        try (Exchange.Scope scope = call.tag().enter()) {
            return send(request(call));
        }
    }

    @Override
    public Answer upload(Call call, InputStream body) throws IOException {
        return send(request(call, BodyPublishers.ofInputStream(() -> body)));
    }

    @Override
    public Future<Answer> enqueue(Call call) {
        return http.sendAsync(request(call), BodyHandlers.ofInputStream()).thenApply(Read::new);
    }

    @Override
    public void closeMesh() {
        mesh.close();
    }

    @Override
    public void close() throws Exception {
        mesh.close();
        configuration.close();
    }

    private record Read(HttpResponse<InputStream> response) implements Answer {
        @Override
        public int status() {
            return response.statusCode();
        }

        @Override
        public Headers headers() {
            Headers.Edit edit = Headers.Edit.withRoomFor(8);
            response.headers().map().forEach((name, values) -> values.forEach(value -> edit.add(name, value)));
            return edit.build();
        }

        @Override
        public String read(int bytes) throws IOException {
            return new String(response.body().readNBytes(bytes), StandardCharsets.UTF_8);
        }

        @Override
        public String text() throws IOException {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void cancel() {
            close();
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException e) {
                // Nobody reads on.
                return;
            }
        }
    }
}
