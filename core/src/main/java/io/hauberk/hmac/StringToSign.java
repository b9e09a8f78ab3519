package io.hauberk.hmac;

import io.hauberk.Request;
import io.hauberk.network.Arrival;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a signature is over; see the description of the package. */
final class StringToSign {
    static final String TARGET = "@request-target";

    private StringToSign() {}

    /** The bytes; null if the request lacks one of the fields. */
    static byte @Nullable [] of(Request request, List<String> names) {
        StringBuilder text = new StringBuilder(256);
        for (String name : names) {
            String value = value(request, name);
            if (value == null) {
                return null;
            }
            text.append(text.isEmpty() ? "" : "\n").append(name).append(": ").append(value);
        }
        // Fields come as ISO 8859-1; each char stands for the byte that was sent.
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String value(Request request, String name) {
        if (name.equals(TARGET) || name.equals("(request-target)")) {
            return target(request);
        }
        List<String> lines = request.headers().all(name);
        return lines.isEmpty()
                ? null
                : String.join(", ", lines.stream().map(String::strip).toList());
    }

    /** As the client sent it, before the path was made canonical. */
    private static String target(Request request) {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        Request sent = arrival == null ? request : arrival.received();
        return sent.method().toLowerCase(Locale.ROOT) + ' ' + sent.target();
    }
}
