package io.hauberk.apache;

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
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** Apache HttpClient with a mesh in it, as the contract suites call it. */
record ApacheCalls(Mesh mesh, CloseableHttpClient http, AutoCloseable configuration)
        implements ClientContract.BlockingClient {
    static ApacheCalls open(Path configuration) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new ApacheCalls(mesh, client(mesh, true), hauberk);
    }

    static ApacheCalls open(int port, Filter... filters) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new ApacheCalls(mesh, client(mesh, false), () -> {});
    }

    private static CloseableHttpClient client(Mesh mesh, boolean following) {
        HttpClientBuilder builder = MeshExec.addTo(HttpClients.custom(), mesh);
        return following ? builder.build() : builder.disableRedirectHandling().build();
    }

    private Answer send(Call call, HttpEntity entity) throws IOException {
        ClassicRequestBuilder request =
                ClassicRequestBuilder.create(call.method()).setUri(call.url());
        call.headers().forEach(field -> request.addHeader(field.getKey(), field.getValue()));
        return new Read(http.executeOpen(null, request.setEntity(entity).build(), null));
    }

    @Override
    public Answer send(Call call) throws IOException {
        return send(call, call.body() == null ? null : new StringEntity(call.body(), UTF_8));
    }

    @Override
    public Answer upload(Call call, InputStream body) throws IOException {
        return send(call, new InputStreamEntity(body, ContentType.APPLICATION_OCTET_STREAM));
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

    private record Read(ClassicHttpResponse response) implements Answer {
        @Override
        public int status() {
            return response.getCode();
        }

        @Override
        public Headers headers() {
            Headers.Edit edit = Headers.Edit.withRoomFor(8);
            for (Header field : response.getHeaders()) {
                edit.add(field.getName(), field.getValue());
            }
            return edit.build();
        }

        private InputStream in() throws IOException {
            HttpEntity entity = response.getEntity();
            return entity == null ? InputStream.nullInputStream() : entity.getContent();
        }

        @Override
        public void close() {
            try {
                response.close();
            } catch (IOException e) {
                // Nobody reads on.
                return;
            }
        }

        @Override
        public String read(int bytes) throws IOException {
            return new String(in().readNBytes(bytes), UTF_8);
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
