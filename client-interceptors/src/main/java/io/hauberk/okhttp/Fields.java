package io.hauberk.okhttp;

import io.hauberk.Headers;
import org.jspecify.annotations.Nullable;

/** Header fields on their way from our form into OkHttp's, and back. */
final class Fields {
    private Fields() {}

    /**
     * Gives a request its fields as they are to stand on the wire, but for those of framing. What OkHttp would add by
     * itself where it is missing stands at the end, so that it can be taken off again: see {@link Outgoing#added}. One by
     * one: OkHttp would copy an array of them four times.
     *
     * @throws IllegalArgumentException if a field holds what OkHttp cannot send: bytes from 0x80 on, and controls
     */
    static Outgoing outgoing(Headers headers, String authority, okhttp3.Request.Builder to) {
        boolean host = false;
        boolean userAgent = false;
        boolean encoding = false;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (!ofConnection(name, headers.value(i))) {
                to.addHeader(name, headers.value(i));
                host |= name.equalsIgnoreCase("Host");
                userAgent |= name.equalsIgnoreCase("User-Agent");
                encoding |= name.equalsIgnoreCase("Accept-Encoding");
            }
        }
        if (!host) {
            to.addHeader("Host", authority);
        }
        to.addHeader("Connection", "keep-alive");
        if (!encoding) {
            to.addHeader("Accept-Encoding", "identity");
        }
        if (!userAgent) {
            to.addHeader("User-Agent", "-");
        }
        return new Outgoing(!encoding, !userAgent);
    }

    /**
     * @param encodingAdded whether Accept-Encoding stands there only to keep OkHttp from adding its own
     * @param agentAdded whether User-Agent does
     */
    record Outgoing(boolean encodingAdded, boolean agentAdded) {
        /** Whether either does. */
        boolean added() {
            return encodingAdded || agentAdded;
        }
    }

    /**
     * Makes the fields of a user's request those that filters have left. Mostly these are his own and some more, which
     * are added one by one: that spares a copy of all.
     *
     * @param host the Host field to be added, or null
     * @param own the user's, which the builder has
     * @throws IllegalArgumentException if a field holds what OkHttp cannot send
     */
    static void send(Headers headers, @Nullable String host, okhttp3.Headers own, okhttp3.Request.Builder to) {
        if (!begins(headers, own)) {
            to.headers(sent(headers, host));
            return;
        }
        for (int i = own.size(); i < headers.size(); i++) {
            to.addHeader(headers.name(i), headers.value(i));
        }
        if (host != null) {
            to.addHeader("Host", host);
        }
    }

    private static boolean begins(Headers headers, okhttp3.Headers own) {
        if (headers.size() < own.size()) {
            return false;
        }
        for (int i = 0; i < own.size(); i++) {
            if (!headers.name(i).equals(own.name(i)) || !headers.value(i).equals(own.value(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The fields of a user's request as filters have left them.
     *
     * @param host the Host field to be added, or null
     * @throws IllegalArgumentException if a field holds what OkHttp cannot send
     */
    static okhttp3.Headers sent(Headers headers, @Nullable String host) {
        String[] fields = new String[2 * headers.size() + (host == null ? 0 : 2)];
        int length = 0;
        for (int i = 0; i < headers.size(); i++) {
            fields[length++] = headers.name(i);
            fields[length++] = headers.value(i);
        }
        if (host != null) {
            fields[length++] = "Host";
            fields[length] = host;
        }
        return okhttp3.Headers.of(fields);
    }

    /** Fields that OkHttp makes itself, or that belong to the connection we got the request by. */
    private static boolean ofConnection(String name, String value) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("TE") && !value.equalsIgnoreCase("trailers");
            case 6 -> name.equalsIgnoreCase("Expect");
            case 7 -> name.equalsIgnoreCase("Upgrade");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 14 -> name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("HTTP2-Settings");
            case 16 -> name.equalsIgnoreCase("Proxy-Connection");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }

    /** What other clients add for a connection of their own. */
    static boolean ofConnectionOrLength(String name) {
        return framing(name)
                || name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("HTTP2-Settings")
                || name.equalsIgnoreCase("TE");
    }

    /** The fields of an answer but for those of its connection. */
    static Headers incoming(okhttp3.Headers fields) {
        Headers.Edit edit = Headers.Edit.withRoomFor(fields.size() + 2);
        @Nullable String options = null;
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            String value = fields.value(i);
            if (!framing(name)) {
                edit.addUnchecked(name, clean(value));
            } else if (name.equalsIgnoreCase("Connection") && !harmless(value)) {
                options = options == null ? value : options + ',' + value;
            }
        }
        return options == null ? edit.build() : without(edit, options);
    }

    private static boolean framing(String name) {
        return switch (name.length()) {
            case 7 -> name.equalsIgnoreCase("Upgrade");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 16 -> name.equalsIgnoreCase("Proxy-Connection");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }

    private static boolean harmless(String value) {
        return value.equalsIgnoreCase("close") || value.equalsIgnoreCase("keep-alive");
    }

    /** Fields that Connection names belong to the connection, too (RFC 9110 §7.6.1); Content-Length never does. */
    private static Headers without(Headers.Edit edit, String options) {
        for (String option : options.split(",", 32)) {
            String name = option.trim();
            if (!name.isEmpty() && !name.regionMatches(true, 0, "content-", 0, 8)) {
                edit.remove(name);
            }
        }
        return edit.build();
    }

    /** OkHttp reads fields leniently; what could split a head further on is made harmless. */
    private static String clean(String value) {
        boolean clean = value.indexOf('\r') < 0 && value.indexOf('\n') < 0 && value.indexOf('\0') < 0;
        return clean ? value : value.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
    }
}
