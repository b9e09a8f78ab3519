package io.hauberk.okhttp;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Stands where a connection is there and nothing was sent yet: a network interceptor. Tells the attempt so, takes off
 * what only OkHttp wanted, and keeps OkHttp from repeating requests by itself.
 *
 * <p>OkHttp answers 503 with {@code Retry-After: 0} by sending the request once more, a POST with a body that can be
 * sent once too, and whatever {@code retryOnConnectionFailure} says. It does not see the field where it is called
 * otherwise.
 */
final class AtEndpoint implements Interceptor {
    static final AtEndpoint INSTANCE = new AtEndpoint();

    private static final String RETRY_AFTER = "Retry-After";
    private static final String ASIDE = "Hauberk-Retry-After";

    private AtEndpoint() {}

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Passage passage = request.tag(Passage.class);
        if (passage == null) {
            return chain.proceed(request);
        }
        passage.connected(chain.connection());
        Response response = chain.proceed(passage.wanted(request));
        String after = response.code() == 503 ? response.header(RETRY_AFTER) : null;
        return after == null
                ? response
                : response.newBuilder()
                        .removeHeader(RETRY_AFTER)
                        .header(ASIDE, after)
                        .build();
    }

    /** The answer with its fields as they came. */
    static Response restored(Response response) {
        String after = response.code() == 503 ? response.header(ASIDE) : null;
        return after == null
                ? response
                : response.newBuilder()
                        .removeHeader(ASIDE)
                        .header(RETRY_AFTER, after)
                        .build();
    }

    /** The fields of an answer as they came. */
    static okhttp3.Headers restoredHeaders(Response response) {
        String after = response.code() == 503 ? response.header(ASIDE) : null;
        return after == null
                ? response.headers()
                : response.headers()
                        .newBuilder()
                        .removeAll(ASIDE)
                        .add(RETRY_AFTER, after)
                        .build();
    }

    /** A request's way through OkHttp, as the tag of the request. */
    interface Passage {
        /** A connection is there, and nothing was sent yet; nor will it be where this throws. */
        void connected(okhttp3.@Nullable Connection connection) throws IOException;

        /** The request as it is to stand on the wire. */
        Request wanted(Request request);
    }
}
