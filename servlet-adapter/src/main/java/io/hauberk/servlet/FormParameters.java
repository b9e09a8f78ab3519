package io.hauberk.servlet;

import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request whose query or body is not the container's any more: query first, then body, as servlets
 * have it. At most 1,000 parameters, and 2 MiB of a form's body.
 */
final class FormParameters {
    private static final String TYPE = "application/x-www-form-urlencoded";
    private static final int MAX_BYTES = 2 * 1024 * 1024;
    private static final int MAX_PARAMETERS = 1000;

    private final Map<String, List<String>> lists = new LinkedHashMap<>();
    private int count;

    private FormParameters() {}

    static FormParameters ofQuery(@Nullable String query) {
        FormParameters parameters = new FormParameters();
        if (query != null) {
            parameters.parse(query, StandardCharsets.UTF_8);
        }
        return parameters;
    }

    static boolean typed(@Nullable String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
    }

    FormParameters addForm(InputStream body, Charset charset) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalStateException("A form may have at most " + MAX_BYTES + " bytes.");
        }
        parse(new String(bytes, charset), charset);
        return this;
    }

    /** The fields of an upload that are no files. */
    FormParameters addFields(Collection<Part> parts, Charset charset) throws IOException {
        for (Part part : parts) {
            if (part.getSubmittedFileName() == null) {
                try (InputStream in = part.getInputStream()) {
                    add(part.getName(), new String(in.readAllBytes(), charset));
                }
            }
        }
        return this;
    }

    /** What others have, behind what is here. */
    FormParameters addAll(FormParameters others) {
        others.lists.forEach((name, values) -> values.forEach(value -> add(name, value)));
        return this;
    }

    private void parse(String text, Charset charset) {
        StringTokenizer pairs = new StringTokenizer(text, "&");
        while (pairs.hasMoreTokens()) {
            String pair = pairs.nextToken();
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), charset);
            add(name, equals < 0 ? "" : decode(pair.substring(equals + 1), charset));
        }
    }

    private void add(String name, String value) {
        if (++count > MAX_PARAMETERS) {
            throw new IllegalStateException("A request may have at most " + MAX_PARAMETERS + " parameters.");
        }
        lists.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
    }

    private static String decode(String text, Charset charset) {
        try {
            return URLDecoder.decode(text, charset);
        } catch (IllegalArgumentException e) {
            // Not an encoding at all: taken as it stands, as containers do.
            return text;
        }
    }

    @Nullable String first(String name) {
        List<String> all = lists.get(name);
        return all == null ? null : all.get(0);
    }

    String @Nullable [] all(String name) {
        List<String> all = lists.get(name);
        return all == null ? null : all.toArray(String[]::new);
    }

    Map<String, String[]> map() {
        Map<String, String[]> map = new LinkedHashMap<>();
        lists.forEach((name, values) -> map.put(name, values.toArray(String[]::new)));
        return Collections.unmodifiableMap(map);
    }
}
