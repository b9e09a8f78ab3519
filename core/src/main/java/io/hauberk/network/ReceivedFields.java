package io.hauberk.network;

import io.hauberk.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a request as they came, looked through once. The container has parsed the request by now; this
 * is the second look that keeps a gap in one container from becoming a hole (RFC 9112 §6, RFC 9110 §7).
 */
final class ReceivedFields {
    private final Headers headers;
    private int characters;
    private int longest;
    private @Nullable String flaw;
    private @Nullable String host;
    private @Nullable String length;
    private @Nullable String coding;
    private boolean connection;
    private boolean via;

    ReceivedFields(Headers headers) {
        this.headers = headers;
        for (int i = 0; i < headers.size() && flaw == null; i++) {
            String name = headers.name(i);
            String value = headers.value(i);
            int size = name.length() + value.length();
            characters += size;
            longest = Math.max(longest, size);
            flaw = HeaderCheck.isToken(name) && HeaderCheck.isValue(value) ? special(name, value) : "header-field";
        }
    }

    /**
     * Notes a field that decides about framing or routing; returns what is wrong with it. With an underscore such a name
     * is refused, since some servers behind us take it for the real one.
     */
    private @Nullable String special(String name, String value) {
        switch (name.length()) {
            case 3 -> via |= name.equalsIgnoreCase("Via");
            case 4 -> {
                if (name.equalsIgnoreCase("Host")) {
                    String before = host;
                    host = value;
                    return before == null ? null : "several-hosts";
                }
            }
            case 10 -> connection |= name.equalsIgnoreCase("Connection");
            case 14 -> {
                if (name.equalsIgnoreCase("Content_Length")) {
                    return "underscored-framing";
                }
                if (name.equalsIgnoreCase("Content-Length")) {
                    String before = length;
                    length = value;
                    return before == null ? null : "several-content-lengths";
                }
            }
            case 17 -> {
                if (name.equalsIgnoreCase("Transfer_Encoding")) {
                    return "underscored-framing";
                }
                if (name.equalsIgnoreCase("Transfer-Encoding")) {
                    String before = coding;
                    coding = value;
                    return before == null ? null : "several-transfer-encodings";
                }
            }
            default -> {}
        }
        return null;
    }

    /** The length of all names and values up to the first flaw. */
    int characters() {
        return characters;
    }

    /** The length of the longest field up to the first flaw. */
    int longest() {
        return longest;
    }

    /** What is wrong with a field in itself, as the name of a rule; null if nothing is. */
    @Nullable String flaw() {
        return flaw;
    }

    /** Why two parsers could disagree about where the request ends. */
    @Nullable String framingFlaw() {
        if (length != null && !digits(length)) {
            return "content-length-not-a-number";
        }
        if (coding != null && !coding.trim().equalsIgnoreCase("chunked")) {
            return "unknown-transfer-encoding";
        }
        return length != null && coding != null ? "content-length-and-transfer-encoding" : null;
    }

    private static boolean digits(String length) {
        for (int i = 0; i < length.length(); i++) {
            if (length.charAt(i) < '0' || length.charAt(i) > '9') {
                return false;
            }
        }
        return !length.isEmpty() && length.length() <= 18;
    }

    /** Why it is not clear which host is asked. */
    @Nullable String hostFlaw(String authority) {
        if (!authority.isEmpty() && !Authority.valid(authority)) {
            return "host";
        }
        if (host == null || host.equals(authority)) {
            return null;
        }
        if (!Authority.valid(host)) {
            return "host";
        }
        return authority.isEmpty() || Authority.same(host, authority) ? null : "host-is-not-the-authority";
    }

    /** What Connection must not name. */
    @Nullable String connectionFlaw() {
        ConnectionOptions options = connection ? ConnectionOptions.of(headers) : ConnectionOptions.NONE;
        if (options.names().size() > ConnectionOptions.MAX) {
            return "too-many-connection-options";
        }
        for (int i = 0; i < options.names().size(); i++) {
            String option = options.names().get(i);
            if (HopByHop.endToEnd(option)) {
                return "connection-names-" + option.toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /** Whether the request has come through the recipient of this pseudonym. */
    boolean via(String pseudonym) {
        for (int i = 0; via && i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase("Via") && Via.names(headers.value(i), pseudonym)) {
                return true;
            }
        }
        return false;
    }
}
