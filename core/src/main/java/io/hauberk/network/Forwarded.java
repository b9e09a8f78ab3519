package io.hauberk.network;

import io.hauberk.Headers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code Forwarded} (RFC 7239). */
final class Forwarded {
    private final String line;
    private int at;

    private Forwarded(String line) {
        this.line = line;
    }

    static Client read(Headers headers, TrustedProxies proxies) {
        if (!headers.contains("Forwarded")) {
            return Client.UNTOLD;
        }
        List<Client> hops = new ArrayList<>();
        for (String line : headers.all("Forwarded")) {
            new Forwarded(line).elements(hops);
        }
        Client client = Client.UNTOLD;
        for (int i = hops.size() - 1; i >= 0; i--) {
            IpAddress hop = hops.get(i).address();
            if (hop == null) {
                break;
            }
            client = hops.get(i);
            if (!proxies.trusts(hop)) {
                break;
            }
        }
        return client;
    }

    /** Adds one for each element; one without an address where it is malformed or says {@code unknown}. */
    private void elements(List<Client> into) {
        while (at < line.length()) {
            Client element = element();
            if (element == null) {
                // Quotes decide where an element ends, so behind a fault nothing is certain.
                into.add(Client.UNTOLD);
                return;
            }
            into.add(element);
        }
    }

    private @Nullable Client element() {
        Set<String> names = new HashSet<>();
        String address = null;
        String scheme = null;
        String authority = null;
        while (true) {
            skipBlanks();
            String name = token().toLowerCase(Locale.ROOT);
            String value = at < line.length() && line.charAt(at) == '=' ? value() : null;
            if (name.isEmpty() || value == null || !names.add(name)) {
                return null;
            }
            switch (name) {
                case "for" -> address = value;
                case "proto" -> scheme = value;
                case "host" -> authority = value;
                default -> {} // "by" and extensions say nothing about the client
            }
            skipBlanks();
            if (at == line.length() || line.charAt(at) == ',') {
                at++;
                return new Client(
                        address == null ? null : XForwarded.address(address),
                        Client.scheme(scheme),
                        Client.authority(authority));
            }
            if (line.charAt(at++) != ';') {
                return null;
            }
        }
    }

    private void skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }

    private String token() {
        int start = at;
        while (at < line.length() && HeaderCheck.isTokenChar(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private @Nullable String value() {
        at++;
        if (at >= line.length() || line.charAt(at) != '"') {
            String token = token();
            return token.isEmpty() ? null : token;
        }
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\' && ++at == line.length()) {
                return null;
            }
            text.append(line.charAt(at));
        }
        return null;
    }

    /** The element that says who called us. */
    static String element(@Nullable String address, String scheme, String authority) {
        String node = address == null ? "unknown" : address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
        StringBuilder text =
                new StringBuilder("for=").append(node).append(";proto=").append(scheme);
        if (!authority.isEmpty()) {
            text.append(";host=\"")
                    .append(authority.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text.toString();
    }
}
