package io.hauberk.apikey;

import io.hauberk.Headers;
import io.hauberk.Request;
import java.util.Locale;

/** Where in a request a key stands: a header, a cookie or a query parameter. Immutable. */
final class KeySource {
    private enum Kind {
        HEADER,
        COOKIE,
        QUERY
    }

    private final Kind kind;
    private final String name;

    private KeySource(Kind kind, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A key stands in a header, cookie or query parameter that has a name.");
        }
        this.kind = kind;
        this.name = name;
    }

    static KeySource header(String name) {
        Headers.of(name, "");
        return new KeySource(Kind.HEADER, name);
    }

    static KeySource cookie(String name) {
        Headers.of(name, "");
        return new KeySource(Kind.COOKIE, name);
    }

    static KeySource query(String name) {
        return new KeySource(Kind.QUERY, name);
    }

    String name() {
        return name;
    }

    /** Adds each key that stands here. */
    void find(Request request, Keys keys) {
        switch (kind) {
            case HEADER -> {
                for (int i = 0; i < request.headers().size(); i++) {
                    if (request.headers().name(i).equalsIgnoreCase(name)) {
                        keys.add(request.headers().value(i).strip());
                    }
                }
            }
            case COOKIE -> {
                for (int i = 0; i < request.headers().size(); i++) {
                    if (request.headers().name(i).equalsIgnoreCase("Cookie")) {
                        Pairs.COOKIES.find(request.headers().value(i), name, value -> keys.add(unquoted(value)));
                    }
                }
            }
            case QUERY -> Pairs.QUERY.find(request.query(), name, value -> decoded(value, keys));
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static void decoded(String value, Keys keys) {
        if (value.length() > 3 * ApiKey.MAX_LENGTH) {
            keys.add(value);
            return;
        }
        String text = Pairs.decoded(value);
        if (text == null) {
            keys.addMalformed();
        } else {
            keys.add(text);
        }
    }

    /** The request without what stands here, and without what a server behind might take for it. */
    Request without(Request request) {
        return switch (kind) {
            case HEADER -> withoutHeader(request);
            case COOKIE -> withoutCookie(request);
            case QUERY -> {
                String query = request.query();
                String left = query == null ? null : Pairs.QUERY.without(query, name);
                yield left == query ? request : request.withQuery(left == null || left.isEmpty() ? null : left);
            }
        };
    }

    private Request withoutHeader(Request request) {
        return request.withHeaders(request.headers()
                .edit()
                .removeIf((field, value) -> field.replace('_', '-').equalsIgnoreCase(name.replace('_', '-')))
                .build());
    }

    private Request withoutCookie(Request request) {
        Headers headers = request.headers();
        Headers.Edit edit = Headers.Edit.withRoomFor(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            String value = headers.value(i);
            if (headers.name(i).equalsIgnoreCase("Cookie")) {
                value = Pairs.COOKIES.without(value, name).strip();
            }
            if (!value.isEmpty() || headers.value(i).isEmpty()) {
                edit.addUnchecked(headers.name(i), value);
            }
        }
        return request.withHeaders(edit.build());
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ' ' + name;
    }
}
