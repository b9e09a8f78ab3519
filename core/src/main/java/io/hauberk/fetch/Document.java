package io.hauberk.fetch;

import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A small document that was fetched, whole. Immutable.
 *
 * @param status the status of the answer
 * @param headers its fields
 * @param text its content as UTF-8
 */
public record Document(int status, Headers headers, String text) {
    /**
     * Sends a request and reads the whole answer. Blocks as long as the handler does.
     *
     * @throws IOException if nothing came, or more than {@code maxBytes}; the message names the URL without its query
     */
    public static Document of(Handler fetch, Request request, int maxBytes) throws IOException {
        try (Response response = fetch.handle(request)) {
            try (InputStream in = response.body().open()) {
                byte[] bytes = in.readNBytes(maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw new IOException(url(request) + " sent more than " + maxBytes + " bytes.");
                }
                return new Document(response.status(), response.headers(), new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }

    /** The URL of a request, without its query, which may hold secrets. */
    public static String url(Request request) {
        return request.scheme() + "://" + request.authority() + request.path();
    }
}
