package io.hauberk.okhttp;

import io.hauberk.Headers;
import io.hauberk.Response;
import io.hauberk.service.Attempt;
import io.hauberk.service.Transport;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Opens the connections of a client, each to the endpoint that is meant. */
final class Warmth {
    private static final long MOST_READ = 16_384;

    private Warmth() {}

    /** A transport that sends what it is given through this client of a mesh. */
    static Transport through(OkHttpClient client) {
        return (request, attempt) -> {
            Request made = new Request.Builder()
                    .url("http://" + attempt.service() + request.path())
                    .method(request.method(), null)
                    .tag(Attempt.class, attempt)
                    .build();
            try (okhttp3.Response answer = client.newCall(made).execute()) {
                // Only who has read an answer to its end gives the connection back.
                answer.body().source().request(MOST_READ);
                return Response.of(answer.code(), Headers.empty(), io.hauberk.Body.empty());
            }
        };
    }
}
