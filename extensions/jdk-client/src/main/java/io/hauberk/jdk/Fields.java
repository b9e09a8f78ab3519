package io.hauberk.jdk;

import io.hauberk.okhttp.OutgoingCall;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;

/** Header fields on their way from the JDK's form into OkHttp's, and back. */
final class Fields {
    private Fields() {}

    static void send(HttpClient client, HttpRequest request, OutgoingCall call) throws IOException {
        Map<String, List<String>> fields = request.headers().map();
        fields.forEach((name, values) -> values.forEach(value -> call.with(name, value)));
        if (request.expectContinue()) {
            call.with("Expect", "100-continue");
        }
        CookieHandler cookies = client.cookieHandler().orElse(null);
        if (cookies != null) {
            List<String> kept = cookies.get(request.uri(), fields).getOrDefault("Cookie", List.of());
            if (!kept.isEmpty()) {
                call.with("Cookie", String.join("; ", kept));
            }
        }
    }

    static HttpHeaders of(Headers headers) {
        return HttpHeaders.of(headers.toMultimap(), (name, value) -> true);
    }

    static void keepCookies(HttpClient client, HttpRequest request, HttpHeaders headers) throws IOException {
        CookieHandler cookies = client.cookieHandler().orElse(null);
        if (cookies != null) {
            cookies.put(request.uri(), headers.map());
        }
    }
}
