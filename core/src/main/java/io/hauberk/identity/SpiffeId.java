package io.hauberk.identity;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SPIFFE IDs: {@code spiffe://trust-domain/path}, in the strict grammar of the standard, which leaves one spelling for
 * each. A certificate has exactly one, as its only URI name.
 */
public final class SpiffeId {
    private static final String SCHEME = "spiffe://";
    private static final int MAX_BYTES = 2048;
    private static final int MAX_DOMAIN = 255;
    private static final int URI = 6;

    private SpiffeId() {}

    /**
     * The SPIFFE ID of a certificate; null if it has none, several, another URI beside it, or one that is not
     * well-formed. Call it only for certificates whose chain was verified.
     */
    public static @Nullable String of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return null;
        }
        String id = null;
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (Integer.valueOf(URI).equals(name.get(0))) {
                if (id != null) {
                    return null;
                }
                id = (String) name.get(1);
            }
        }
        return id != null && fault(id) == null ? id : null;
    }

    /** What is wrong with the text as the SPIFFE ID of a workload, in a sentence; null if nothing is. */
    static @Nullable String fault(String id) {
        if (!id.startsWith(SCHEME)) {
            return "\"" + id + "\" is no SPIFFE ID: it begins with spiffe://, in lower case.";
        }
        if (id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "A SPIFFE ID has at most " + MAX_BYTES + " bytes.";
        }
        int slash = id.indexOf('/', SCHEME.length());
        String domain = slash < 0 ? id.substring(SCHEME.length()) : id.substring(SCHEME.length(), slash);
        if (domain.isEmpty() || domain.length() > MAX_DOMAIN || !only(domain, false)) {
            return "\"" + id + "\" is no SPIFFE ID: its trust domain consists of lower-case letters, digits, dots,"
                    + " hyphens and underscores.";
        }
        if (slash < 0) {
            return "\"" + id + "\" names a trust domain, not a workload: a path is missing.";
        }
        return pathFault(id, slash);
    }

    private static @Nullable String pathFault(String id, int slash) {
        for (String element : id.substring(slash + 1).split("/", -1)) {
            if (element.isEmpty() || element.equals(".") || element.equals("..") || !only(element, true)) {
                return "\"" + id + "\" is no SPIFFE ID: the elements of its path consist of letters, digits, dots,"
                        + " hyphens and underscores, and none is empty, \".\" or \"..\".";
            }
        }
        return null;
    }

    private static boolean only(String text, boolean upperCase) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || upperCase && c >= 'A' && c <= 'Z';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
