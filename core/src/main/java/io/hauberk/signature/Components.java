package io.hauberk.signature;

import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.network.Arrival;
import io.hauberk.structured.InnerList;
import io.hauberk.structured.Item;
import io.hauberk.structured.MalformedFieldException;
import io.hauberk.structured.Member;
import io.hauberk.structured.Parameters;
import io.hauberk.structured.StructuredFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The components of a request that a signature is over (RFC 9421 §2), as they were sent. */
final class Components {
    /** Those that are no header fields. */
    private static final List<String> DERIVED =
            List.of("@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query");

    private static final Set<String> DICTIONARIES =
            Set.of("content-digest", "repr-digest", "signature", "signature-input", "priority", "cache-control");

    private final Request request;
    private final Request sent;
    private final String scheme;
    private final String authority;
    /** What was taken apart before: a stranger may ask for the same again and again. */
    private final Map<String, Optional<Map<String, Member>>> dictionaries = new HashMap<>();

    private @Nullable QueryParameters queryParameters;

    private Components(Request request, Request sent, String scheme, String authority) {
        this.request = request;
        this.sent = sent;
        this.scheme = scheme;
        this.authority = authority;
    }

    /** Those of a request that came in: path and query as the client sent them, the authority that it asked for. */
    static Components received(Request request) {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        return arrival == null
                ? sent(request)
                : new Components(request, arrival.received(), arrival.scheme(), arrival.authority());
    }

    /** Those of a request that goes out. */
    static Components sent(Request request) {
        return new Components(request, request, request.scheme(), request.authority());
    }

    /**
     * Looks at a component that somebody wants to be signed.
     *
     * @throws IllegalArgumentException if there is none of that name; the message says which there are
     */
    static void requireName(String name) {
        if (!name.startsWith("@")) {
            Headers.of(name, "");
        } else if (!DERIVED.contains(name)) {
            throw new IllegalArgumentException("There is no component " + name + " of a request. There are "
                    + String.join(", ", DERIVED) + ", and header fields by their names.");
        }
    }

    /** The signature base (RFC 9421 §2.5); null if a component is missing, doubtful or unknown. */
    byte @Nullable [] base(InnerList covered) {
        StringBuilder text = new StringBuilder(512);
        Set<String> seen = new HashSet<>();
        for (Item component : covered.items()) {
            String value = component.value() instanceof String name ? value(name, component.parameters()) : null;
            if (value == null || !seen.add(component.toString())) {
                return null;
            }
            text.append(component).append(": ").append(value).append('\n');
        }
        text.append("\"@signature-params\": ").append(covered);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private @Nullable String value(String name, Parameters parameters) {
        if (name.startsWith("@")) {
            boolean named = name.equals("@query-param");
            int allowed = named ? 1 : 0;
            return parameters.values().size() == allowed ? derived(name, parameters) : null;
        }
        return name.equals(name.toLowerCase(Locale.ROOT)) ? field(name, parameters) : null;
    }

    private @Nullable String derived(String name, Parameters parameters) {
        return switch (name) {
            case "@method" -> sent.method();
            case "@scheme" -> scheme;
            case "@authority" -> authority();
            case "@target-uri" -> scheme + "://" + authority() + sent.target();
            case "@request-target" -> sent.target();
            case "@path" -> sent.path().isEmpty() ? "/" : sent.path();
            case "@query" -> sent.query() == null ? "?" : '?' + sent.query();
            case "@query-param" -> parameter(parameters.get("name", String.class));
            default -> null;
        };
    }

    private @Nullable String parameter(@Nullable String name) {
        QueryParameters all = queryParameters;
        if (all == null) {
            all = QueryParameters.of(sent.query());
            queryParameters = all;
        }
        return name == null ? null : all.value(name);
    }

    /** In lower case, without the port that the scheme has anyway. */
    private String authority() {
        String lower = authority.toLowerCase(Locale.ROOT);
        String port = scheme.equals("https") ? ":443" : ":80";
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }

    private @Nullable String field(String name, Parameters parameters) {
        List<String> lines = request.headers().all(name);
        if (lines.isEmpty()) {
            return null;
        }
        Set<String> asked = parameters.values().keySet();
        if (asked.isEmpty()) {
            return joined(lines);
        }
        if (asked.equals(Set.of("bs"))) {
            return bytes(lines);
        }
        if (asked.equals(Set.of("key"))) {
            return member(name, lines, parameters.get("key", String.class));
        }
        return asked.equals(Set.of("sf")) && DICTIONARIES.contains(name) ? canonical(name, lines) : null;
    }

    private static String joined(List<String> lines) {
        return lines.stream().map(String::strip).collect(Collectors.joining(", "));
    }

    private static String bytes(List<String> lines) {
        return lines.stream()
                .map(line -> ':'
                        + Base64.getEncoder().encodeToString(line.strip().getBytes(StandardCharsets.ISO_8859_1))
                        + ':')
                .collect(Collectors.joining(", "));
    }

    private @Nullable String member(String name, List<String> lines, @Nullable String key) {
        Map<String, Member> dictionary = dictionary(name, lines);
        Member member = key == null || dictionary == null ? null : dictionary.get(key);
        return member == null ? null : member.toString();
    }

    private @Nullable String canonical(String name, List<String> lines) {
        Map<String, Member> dictionary = dictionary(name, lines);
        return dictionary == null ? null : StructuredFields.write(dictionary);
    }

    private @Nullable Map<String, Member> dictionary(String name, List<String> lines) {
        return dictionaries.computeIfAbsent(name, each -> parsed(lines)).orElse(null);
    }

    private static Optional<Map<String, Member>> parsed(List<String> lines) {
        try {
            return Optional.of(StructuredFields.dictionary(joined(lines)));
        } catch (MalformedFieldException e) {
            return Optional.empty();
        }
    }
}
