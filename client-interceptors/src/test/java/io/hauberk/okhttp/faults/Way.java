package io.hauberk.okhttp.faults;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.okhttp.Mesh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** The two ways to call a service. */
enum Way {
    HANDLER {
        @Override
        Outcome call(Mesh mesh, Verb verb, boolean[] opened) {
            Headers headers = verb.key() == null ? Headers.empty() : Headers.of("Idempotency-Key", "k-1");
            Request request = Request.of(
                    Exchange.begin(Ticker.system()),
                    verb.method(),
                    "http",
                    "orders",
                    "/42",
                    null,
                    headers,
                    body(verb, opened));
            try {
                Response response = mesh.service("orders").handle(request);
                return read(response.status(), () -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    response.body().transferTo(out);
                    return out.toString(StandardCharsets.UTF_8);
                });
            } catch (IOException e) {
                return Outcome.failed(e);
            }
        }

        private Body body(Verb verb, boolean[] opened) {
            return switch (verb) {
                case GET -> Body.empty();
                case POST, KEYED -> Body.of("hello");
                case UNREADABLE ->
                    Body.of(
                            new java.io.InputStream() {
                                @Override
                                public int read() throws IOException {
                                    throw new IOException("The disk is gone.");
                                }
                            },
                            5);
                case STREAM ->
                    Body.of(
                            new java.io.ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)) {
                                @Override
                                public synchronized int read(byte[] bytes, int offset, int length) {
                                    opened[0] = true;
                                    return super.read(bytes, offset, length);
                                }
                            },
                            5);
            };
        }
    },

    OKHTTP {
        @Override
        Outcome call(Mesh mesh, Verb verb, boolean[] opened) {
            okhttp3.Request.Builder request = new okhttp3.Request.Builder().url("http://orders/42");
            if (verb.key() != null) {
                request.header("Idempotency-Key", "k-1");
            }
            request.method(verb.method(), verb == Verb.GET ? null : content(verb, opened));
            try {
                okhttp3.Response response =
                        mesh.okHttp().newCall(request.build()).execute();
                return read(response.code(), () -> {
                    try (response) {
                        return response.body().string();
                    }
                });
            } catch (IOException e) {
                return Outcome.failed(e);
            }
        }

        private RequestBody content(Verb verb, boolean[] opened) {
            return new RequestBody() {
                @Override
                public @Nullable MediaType contentType() {
                    return null;
                }

                @Override
                public long contentLength() {
                    return 5;
                }

                @Override
                public boolean isOneShot() {
                    return verb == Verb.STREAM;
                }

                @Override
                public void writeTo(BufferedSink sink) throws IOException {
                    opened[0] = true;
                    if (verb == Verb.UNREADABLE) {
                        throw new IOException("The disk is gone.");
                    }
                    sink.writeUtf8("hello");
                }
            };
        }
    };

    /** Calls the service and reads the answer to its end. Opened tells whether the body of the request was. */
    abstract Outcome call(Mesh mesh, Verb verb, boolean[] opened);

    static Outcome read(int status, Reading reading) {
        try {
            return new Outcome(status, reading.read(), null);
        } catch (IOException e) {
            return new Outcome(status, "", e);
        }
    }

    @FunctionalInterface
    interface Reading {
        String read() throws IOException;
    }
}
