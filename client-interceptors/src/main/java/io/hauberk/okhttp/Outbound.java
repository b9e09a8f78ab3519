package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** A user's OkHttp request in our form. */
final class Outbound {
    private Outbound() {}

    static Request request(okhttp3.Request request, Exchange exchange) throws IOException {
        HttpUrl url = request.url();
        RequestBody body = request.body();
        String host = request.header("Host");
        return Request.of(
                exchange,
                request.method(),
                url.scheme(),
                host != null ? host : authority(url),
                url.encodedPath(),
                url.encodedQuery(),
                headers(request.headers(), body),
                body == null ? Body.empty() : new UserBody(body));
    }

    /** The Host field that OkHttp would send. */
    static String authority(HttpUrl url) {
        String host = url.host().indexOf(':') >= 0 ? '[' + url.host() + ']' : url.host();
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ':' + url.port();
    }

    private static Headers headers(okhttp3.Headers fields, @Nullable RequestBody body) {
        MediaType type = body == null ? null : body.contentType();
        Headers.Edit edit = Headers.Edit.withRoomFor(fields.size() + 1);
        for (int i = 0; i < fields.size(); i++) {
            if (type == null || !fields.name(i).equalsIgnoreCase("Content-Type")) {
                edit.addUnchecked(fields.name(i), fields.value(i));
            }
        }
        if (type != null) {
            edit.addUnchecked("Content-Type", type.toString());
        }
        return edit.build();
    }
}
