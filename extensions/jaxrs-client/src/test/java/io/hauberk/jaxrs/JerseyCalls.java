package io.hauberk.jaxrs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.config.Hauberk;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Retry;
import io.hauberk.testkit.ClientContract;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;

/** The JAX-RS client of Jersey with a mesh in it, as the contract suites call it. */
record JerseyCalls(Mesh mesh, Client http, AutoCloseable configuration) implements ClientContract.BlockingClient {
    static JerseyCalls open(Path configuration) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new JerseyCalls(mesh, client(mesh, true), hauberk);
    }

    static JerseyCalls open(int port, Filter... filters) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new JerseyCalls(mesh, client(mesh, false), () -> {});
    }

    private static Client client(Mesh mesh, boolean following) {
        return ClientBuilder.newClient(new ClientConfig()
                .connectorProvider(MeshConnector.of(mesh))
                .property(ClientProperties.FOLLOW_REDIRECTS, following));
    }

    private Answer send(Call call, Entity<?> entity) throws IOException {
        Invocation.Builder request = http.target(call.url()).request();
        call.headers().forEach(field -> request.header(field.getKey(), field.getValue()));
        try {
            Response answer = entity == null ? request.method(call.method()) : request.method(call.method(), entity);
            return new Read(answer, answer.readEntity(InputStream.class));
        } catch (ProcessingException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof IllegalStateException mistake) {
                throw mistake;
            }
            throw e;
        }
    }

    @Override
    public Answer send(Call call) throws IOException {
        return send(call, call.body() == null ? null : Entity.text(call.body()));
    }

    @Override
    public Answer upload(Call call, InputStream body) throws IOException {
        return send(call, Entity.entity(body, "application/octet-stream"));
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

    private record Read(Response response, InputStream in) implements Answer {
        @Override
        public int status() {
            return response.getStatus();
        }

        @Override
        public Headers headers() {
            Headers.Edit edit = Headers.Edit.withRoomFor(8);
            response.getStringHeaders().forEach((name, values) -> values.forEach(value -> edit.add(name, value)));
            return edit.build();
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
