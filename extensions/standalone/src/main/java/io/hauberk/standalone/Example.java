package io.hauberk.standalone;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The request that {@code explain} is asked about; its URL is taken as it was typed, unlike that of a browser. */
final class Example {
    private Example() {}

    static Request request(Arguments arguments) {
        String url = arguments.url();
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int slash = rest.indexOf('/');
        int mark = rest.indexOf('?');
        int end = slash < 0 ? mark : mark < 0 ? slash : Math.min(slash, mark);
        boolean named = scheme >= 0 || end != 0 && !rest.startsWith("/");
        String authority = !named ? "localhost" : end < 0 ? rest : rest.substring(0, end);
        String target = !named ? rest : end < 0 ? "/" : rest.substring(end);
        return request(arguments, scheme < 0 ? "http" : url.substring(0, scheme), authority, target);
    }

    private static Request request(Arguments arguments, String scheme, String authority, String target) {
        String word = scheme.toLowerCase(Locale.ROOT);
        if (!word.equals("http") && !word.equals("https")) {
            throw new Arguments.WrongUseException("\"" + arguments.url() + "\" is neither an http nor an https URL.");
        }
        Headers headers = arguments.headers();
        String host = headers.first("Host");
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        @Nullable String query = mark < 0 ? null : target.substring(mark + 1);
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress(arguments.from()));
        return Request.of(
                exchange,
                arguments.method(),
                word,
                host == null ? authority : host,
                path.isEmpty() ? "/" : path,
                query,
                headers,
                Body.empty());
    }
}
