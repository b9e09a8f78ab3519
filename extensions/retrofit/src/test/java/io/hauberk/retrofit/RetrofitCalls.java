package io.hauberk.retrofit;

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
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.Okio;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.HEAD;
import retrofit2.http.HeaderMap;
import retrofit2.http.POST;
import retrofit2.http.Streaming;
import retrofit2.http.Url;

/** Retrofit with a mesh in it, as the contract suites call it. */
record RetrofitCalls(Mesh mesh, Raw http, AutoCloseable configuration) implements ClientContract.BlockingClient {
    static RetrofitCalls open(Path configuration) {
        Hauberk hauberk = Hauberk.loader(configuration).unwatched().load();
        Mesh mesh = Mesh.of(hauberk);
        return new RetrofitCalls(mesh, client(mesh, true), hauberk);
    }

    static RetrofitCalls open(int port, Filter... filters) {
        Mesh mesh = Mesh.builder()
                .service(
                        "shop",
                        shop -> shop.endpoints("http://127.0.0.1:" + port)
                                .connectTimeout(Duration.ofSeconds(30))
                                .retry(Retry.never())
                                .use(filters))
                .build();
        return new RetrofitCalls(mesh, client(mesh, false), () -> {});
    }

    private static Raw client(Mesh mesh, boolean following) {
        OkHttpClient own = new OkHttpClient.Builder().followRedirects(following).build();
        return new Retrofit.Builder()
                .baseUrl("http://shop/")
                .callFactory(MeshCalls.of(mesh.wrap(own)))
                .build()
                .create(Raw.class);
    }

    /** What Retrofit makes a client of. */
    interface Raw {
        @GET
        @Streaming
        retrofit2.Call<ResponseBody> get(@Url String url, @HeaderMap okhttp3.Headers headers);

        @HEAD
        retrofit2.Call<Void> head(@Url String url, @HeaderMap okhttp3.Headers headers);

        @DELETE
        @Streaming
        retrofit2.Call<ResponseBody> delete(@Url String url, @HeaderMap okhttp3.Headers headers);

        @POST
        @Streaming
        retrofit2.Call<ResponseBody> post(@Url String url, @HeaderMap okhttp3.Headers headers, @Body RequestBody body);
    }

    private Answer send(Call call, RequestBody body) throws IOException {
        okhttp3.Headers.Builder builder = new okhttp3.Headers.Builder();
        call.headers().forEach(field -> builder.add(field.getKey(), field.getValue()));
        okhttp3.Headers headers = builder.build();
        retrofit2.Call<?> made = switch (call.method()) {
            case "GET" -> http.get(call.url(), headers);
            case "HEAD" -> http.head(call.url(), headers);
            case "DELETE" -> http.delete(call.url(), headers);
            default -> http.post(call.url(), headers, body);
        };
        return new Read(made, made.execute());
    }

    @Override
    public Answer send(Call call) throws IOException {
        return send(
                call,
                call.body() == null ? null : RequestBody.create(call.body().getBytes(UTF_8)));
    }

    @Override
    public Answer upload(Call call, InputStream body) throws IOException {
        return send(call, new RequestBody() {
            @Override
            public MediaType contentType() {
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

    private record Read(retrofit2.Call<?> call, Response<?> response) implements Answer {
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

        private ResponseBody content() {
            return response.isSuccessful() ? (ResponseBody) response.body() : response.errorBody();
        }

        private InputStream in() {
            ResponseBody content = content();
            return content == null ? InputStream.nullInputStream() : content.byteStream();
        }

        @Override
        public void close() {
            ResponseBody content = content();
            if (content != null) {
                content.close();
            }
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
            call.cancel();
        }
    }
}
