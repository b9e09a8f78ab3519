package io.hauberk.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** The parameters of a form whose body passes through a checking filter: query first, then body, as servlets have it. */
final class FormParameters {
    static final String TYPE = "application/x-www-form-urlencoded";
    private static final int MAX_BYTES = 2 * 1024 * 1024;
    private static final int MAX_PARAMETERS = 1000;

    private final Map<String, String[]> values;

    private FormParameters(Map<String, String[]> values) {
        this.values = values;
    }

    static FormParameters read(@Nullable String query, Source body) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        if (query != null) {
            parse(query, lists);
        }
        try (InputStream in = body.open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalStateException("A form may have at most " + MAX_BYTES + " bytes.");
            }
            parse(new String(bytes, StandardCharsets.UTF_8), lists);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String[]> values = new LinkedHashMap<>();
        lists.forEach((name, list) -> values.put(name, list.toArray(String[]::new)));
        return new FormParameters(values);
    }

    private static void parse(String text, Map<String, List<String>> into) {
        int count = 0;
        StringTokenizer pairs = new StringTokenizer(text, "&");
        while (pairs.hasMoreTokens()) {
            String pair = pairs.nextToken();
            if (!pair.isEmpty() && ++count <= MAX_PARAMETERS) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                into.computeIfAbsent(name, n -> new ArrayList<>(1))
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not an encoding at all: taken as it stands, as containers do.
            return text;
        }
    }

    @Nullable String first(String name) {
        String[] all = values.get(name);
        return all == null ? null : all[0];
    }

    String @Nullable [] all(String name) {
        String[] all = values.get(name);
        return all == null ? null : all.clone();
    }

    Map<String, String[]> map() {
        return java.util.Collections.unmodifiableMap(values);
    }

    /** Opens the body. */
    interface Source {
        InputStream open() throws IOException;
    }
}
