package io.hauberk.network;

import io.hauberk.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. */
final class XForwarded {
    private XForwarded() {}

    static Client read(Headers headers, TrustedProxies proxies) {
        List<String> hops = list(headers, "X-Forwarded-For");
        List<String> schemes = list(headers, "X-Forwarded-Proto");
        List<String> authorities = list(headers, "X-Forwarded-Host");
        if (hops.isEmpty() && schemes.isEmpty() && authorities.isEmpty()) {
            return Client.UNTOLD;
        }
        IpAddress client = null;
        int at = hops.size();
        while (at > 0) {
            IpAddress hop = address(hops.get(at - 1));
            if (hop == null) {
                break;
            }
            at--;
            client = hop;
            if (!proxies.trusts(hop)) {
                break;
            }
        }
        return new Client(
                client, Client.scheme(beside(hops, at, schemes)), Client.authority(beside(hops, at, authorities)));
    }

    /** The value written by the hop that wrote the client's address; where they cannot be paired, by the nearest hop. */
    private static @Nullable String beside(List<String> hops, int at, List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        return values.size() == hops.size() && at < hops.size() ? values.get(at) : values.get(values.size() - 1);
    }

    private static List<String> list(Headers headers, String name) {
        List<String> all = List.of();
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                List<String> more = Tokens.of(headers.value(i));
                if (all.isEmpty()) {
                    all = more;
                } else {
                    all = new ArrayList<>(all);
                    all.addAll(more);
                }
            }
        }
        return all;
    }

    /** An address as proxies write it: some add a port, IPv6 then stands in brackets. */
    static @Nullable IpAddress address(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            boolean good = close > 0 && text.indexOf(':') < close && port(text, close + 1);
            return good ? IpAddress.parse(text.substring(1, close)) : null;
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return port(text, colon) ? IpAddress.parse(text.substring(0, colon)) : null;
        }
        return IpAddress.parse(text);
    }

    private static boolean port(String text, int colon) {
        if (colon == text.length()) {
            return true;
        }
        for (int i = colon + 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.charAt(colon) == ':' && text.length() > colon + 1 && text.length() <= colon + 6;
    }
}
