package io.hauberk.okhttp;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.config.Hauberk;
import io.hauberk.service.Retry;
import io.hauberk.testkit.ClientContract;
import io.hauberk.testkit.OutboundContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** A client with a mesh of one service in it, as the contract suite calls it. */
final class ContractClient implements ClientContract.HttpClient {
    private final Mesh mesh;
    private final OkHttpClient http;

    private final AutoCloseable configuration;

    private ContractClient(Mesh mesh, OkHttpClient http, AutoCloseable configuration) {
        this.mesh = mesh;
        this.http = http;
        this.configuration = configuration;
    }

    static ContractClient open(int port, Filter[] filters, Function<Mesh, OkHttpClient> client) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new ContractClient(mesh, client.apply(mesh), () -> {});
    }

    static ContractClient open(Path configuration, Function<Mesh, OkHttpClient> client) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new ContractClient(mesh, client.apply(mesh), hauberk);
    }

    private Call call(OutboundContract.Call call) {
        return call(
                call,
                call.body() == null ? null : RequestBody.create(call.body().getBytes(StandardCharsets.UTF_8)));
    }

    private Call call(OutboundContract.Call call, @Nullable RequestBody body) {
        Request.Builder request = new Request.Builder().url(call.url()).method(call.method(), body);
        call.headers().forEach(field -> request.addHeader(field.getKey(), field.getValue()));
        if (call.tag() != null) {
            request.tag(Exchange.class, call.tag());
        }
        return http.newCall(request.build());
    }

    @Override
    public OutboundContract.Answer execute(OutboundContract.Call call) throws IOException {
        Call made = call(call);
        return new Read(made, made.execute());
    }

    @Override
    public OutboundContract.Answer upload(OutboundContract.Call call, InputStream body) throws IOException {
        Call made = call(call, new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeAll(Okio.source(body));
            }
        });
        return new Read(made, made.execute());
    }

    @Override
    public void closeMesh() {
        mesh.close();
    }

    @Override
    public Future<OutboundContract.Answer> enqueue(OutboundContract.Call call) {
        CompletableFuture<OutboundContract.Answer> future = new CompletableFuture<>();
        call(call).enqueue(new Callback() {
            @Override
            public void onResponse(Call made, Response response) {
                future.complete(new Read(made, response));
            }

            @Override
            public void onFailure(Call made, IOException failure) {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    @Override
    public void close() throws Exception {
        mesh.close();
        configuration.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private record Read(Call call, Response response) implements OutboundContract.Answer {
        @Override
        public int status() {
            return response.code();
        }

        @Override
        public Headers headers() {
            Headers.Edit edit = Headers.Edit.withRoomFor(8);
            response.headers().forEach(field -> edit.add(field.getFirst(), field.getSecond()));
            return edit.build();
        }

        @Override
        public String read(int bytes) throws IOException {
            response.body().source().request(bytes);
            long there = Math.min(bytes, response.body().source().getBuffer().size());
            return response.body().source().readUtf8(there);
        }

        @Override
        public String text() throws IOException {
            return response.body().string();
        }

        @Override
        public void cancel() {
            call.cancel();
        }

        @Override
        public void close() {
            response.close();
        }
    }
}
