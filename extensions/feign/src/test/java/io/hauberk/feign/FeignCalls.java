package io.hauberk.feign;

import static java.nio.charset.StandardCharsets.UTF_8;

import feign.Body;
import feign.Feign;
import feign.HeaderMap;
import feign.Param;
import feign.Request;
import feign.RequestLine;
import feign.Response;
import feign.RetryableException;
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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Feign with a mesh in it, as the contract suites call it. */
record FeignCalls(Mesh mesh, Raw http, AutoCloseable configuration) implements ClientContract.BlockingClient {
    static FeignCalls open(Path configuration) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new FeignCalls(mesh, client(mesh, true), hauberk);
    }

    static FeignCalls open(int port, Filter... filters) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new FeignCalls(mesh, client(mesh, false), () -> {});
    }

    private static Raw client(Mesh mesh, boolean following) {
        return Feign.builder()
                .addCapability(MeshCapability.of(mesh))
                .options(new Request.Options(10, TimeUnit.SECONDS, 60, TimeUnit.SECONDS, following))
                .target(Raw.class, "http://shop");
    }

    /** What Feign makes a client of. */
    interface Raw {
        @RequestLine("GET")
        Response get(URI url, @HeaderMap Map<String, Collection<String>> headers);

        @RequestLine("HEAD")
        Response head(URI url, @HeaderMap Map<String, Collection<String>> headers);

        @RequestLine("DELETE")
        Response delete(URI url, @HeaderMap Map<String, Collection<String>> headers);

        @RequestLine("POST")
        @Body("{body}")
        Response post(URI url, @HeaderMap Map<String, Collection<String>> headers, @Param("body") String body);
    }

    @Override
    public Answer send(Call call) throws IOException {
        Map<String, Collection<String>> headers = new LinkedHashMap<>();
        call.headers()
                .forEach(field -> headers.computeIfAbsent(field.getKey(), name -> new ArrayList<>())
                        .add(field.getValue()));
        URI url = URI.create(call.url());
        try {
            return new Read(
                    switch (call.method()) {
                        case "GET" -> http.get(url, headers);
                        case "HEAD" -> http.head(url, headers);
                        case "DELETE" -> http.delete(url, headers);
                        default -> http.post(url, headers, call.body());
                    });
        } catch (RetryableException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
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

    private record Read(Response response) implements Answer {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public Headers headers() {
            Headers.Edit edit = Headers.Edit.withRoomFor(8);
            response.headers().forEach((name, values) -> values.forEach(value -> edit.add(name, value)));
            return edit.build();
        }

        private InputStream in() throws IOException {
            return response.body() == null
                    ? InputStream.nullInputStream()
                    : response.body().asInputStream();
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
