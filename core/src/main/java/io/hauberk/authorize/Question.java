package io.hauberk.authorize;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a service outside is told of a request. */
final class Question {
    private final External.Target target;
    private final boolean json;
    private final FieldNames sent;

    Question(External.Target target, boolean json, FieldNames sent) {
        this.target = target;
        this.json = json;
        this.sent = sent;
    }

    /** The request to the service, in an exchange of its own. */
    Request about(Request request, Exchange own) {
        String document = json ? document(request) : null;
        Headers headers = document != null
                ? Headers.of("Content-Type", "application/json", "Accept", "application/json")
                : fields(request);
        return Request.of(
                own,
                document != null ? "POST" : "GET",
                target.scheme(),
                target.authority(),
                target.path(),
                target.query(),
                headers,
                document != null ? Body.of(document) : Body.empty());
    }

    private Headers fields(Request request) {
        Headers.Edit edit = Headers.Edit.withRoomFor(8);
        edit.add("X-Forwarded-Method", request.method())
                .add("X-Forwarded-Proto", request.scheme())
                .add("X-Forwarded-Host", request.authority())
                .add("X-Forwarded-Uri", request.target());
        String address = request.exchange().caller().address();
        if (address != null) {
            edit.add("X-Forwarded-For", address);
        }
        for (int i = 0; i < request.headers().size(); i++) {
            String name = request.headers().name(i);
            if (sent.contains(name) && !forwarding(name)) {
                edit.add(name, request.headers().value(i));
            }
        }
        return edit.build();
    }

    /** Ours say it; a second value beside them would let a caller say something else. */
    private static boolean forwarding(String name) {
        return name.regionMatches(true, 0, "x-forwarded-", 0, 12);
    }

    private String document(Request request) {
        Caller caller = request.exchange().caller();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("method", request.method());
        input.put("scheme", request.scheme());
        input.put("host", request.host());
        input.put("path", request.path());
        put(input, "query", request.query());
        put(input, "route", request.exchange().route());
        put(input, "address", caller.address());
        put(input, "peer", caller.peer());
        put(input, "principal", caller.principal());
        put(input, "issuer", caller.issuer());
        put(input, "consumer", caller.consumer());
        input.put("groups", new TreeSet<>(caller.groups()));
        input.put("scopes", new TreeSet<>(caller.scopes()));
        input.put("roles", new TreeSet<>(caller.roles()));
        input.put("headers", headers(request.headers()));
        return new JsonObject().member("input", input).toString();
    }

    private Map<String, Object> headers(Headers headers) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i).toLowerCase(Locale.ROOT);
            if (sent.contains(name) && !all.containsKey(name)) {
                List<String> values = new ArrayList<>(headers.all(name));
                all.put(name, values.size() == 1 ? values.get(0) : values);
            }
        }
        return all;
    }

    private static void put(Map<String, Object> input, String name, @Nullable Object value) {
        if (value != null) {
            input.put(name, value);
        }
    }
}
