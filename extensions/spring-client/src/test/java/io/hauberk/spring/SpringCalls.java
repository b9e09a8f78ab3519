package io.hauberk.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.core.io.AbstractResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** Spring's RestClient with a mesh in it, as the contract suites call it. */
record SpringCalls(Mesh mesh, RestClient http, AutoCloseable configuration) implements ClientContract.BlockingClient {
    static SpringCalls open(Path configuration) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new SpringCalls(mesh, client(mesh, true), hauberk);
    }

    static SpringCalls open(int port, Filter... filters) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new SpringCalls(mesh, client(mesh, false), () -> {});
    }

    private static RestClient client(Mesh mesh, boolean following) {
        return RestClient.builder()
                .requestFactory(MeshRequests.of(mesh).followRedirects(following))
                .build();
    }

    private RestClient.RequestBodySpec request(Call call) {
        RestClient.RequestBodySpec request =
                http.method(HttpMethod.valueOf(call.method())).uri(java.net.URI.create(call.url()));
        call.headers().forEach(field -> request.header(field.getKey(), field.getValue()));
        return request;
    }

    private static Answer send(RestClient.RequestBodySpec request) throws IOException {
        try {
            return request.exchange((sent, answer) -> new Read(answer), false);
        } catch (ResourceAccessException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public Answer send(Call call) throws IOException {
        RestClient.RequestBodySpec request = request(call);
        return send(call.body() == null ? request : request.body(call.body()));
    }

    @Override
    public Answer upload(Call call, InputStream body) throws IOException {
        return send(request(call).body(new Streamed(body)));
    }

    /** A stream of unknown length, for Spring. */
    private static final class Streamed extends AbstractResource {
        private final InputStream in;

        Streamed(InputStream in) {
            this.in = in;
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public String getDescription() {
            return "a stream";
        }
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

    private record Read(ClientHttpResponse response) implements Answer {
        @Override
        public int status() {
            try {
                return response.getStatusCode().value();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public Headers headers() {
            Headers.Edit edit = Headers.Edit.withRoomFor(8);
            response.getHeaders().forEach((name, values) -> values.forEach(value -> edit.add(name, value)));
            return edit.build();
        }

        private InputStream in() throws IOException {
            return response.getBody();
        }

        @Override
        public void close() {
            response.close();
        }

        @Override
        public String read(int bytes) throws IOException {
            // The other readNBytes ends with a read of nothing, for which this stream waits until more comes.
            byte[] read = new byte[bytes];
            return new String(read, 0, in().readNBytes(read, 0, bytes), UTF_8);
        }

        @Override
        public String text() throws IOException {
            try (this) {
                return new String(in().readAllBytes(), UTF_8);
            }
        }

        @Override
        public void cancel() {
            close();
        }
    }
}
