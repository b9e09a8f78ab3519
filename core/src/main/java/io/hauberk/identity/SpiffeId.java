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
    static final String SCHEME = "spiffe://";
    private static final int MAX_BYTES = 2048;
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_SHOWN = 200;
    private static final int URI = 6;
    private static final int SIGNS_CERTIFICATES = 5;
    private static final int SIGNS_REVOCATIONS = 6;

    private SpiffeId() {}

    /**
     * The SPIFFE ID of a workload's certificate; null if it has none, several, another URI beside it, one that is not
     * well-formed, or if the certificate is that of an authority (X.509-SVID, sections 2 and 5.2). Call it only for
     * certificates whose chain was verified.
     */
    public static @Nullable String of(X509Certificate certificate) {
        String id = onlyUri(certificate);
        return id != null && fault(id) == null && !signs(certificate) ? id : null;
    }

    /**
     * The trust domain of a SPIFFE ID, such as {@code shop.test} of {@code spiffe://shop.test/ns/prod/sa/orders}.
     *
     * @throws IllegalArgumentException if it is none, with a sentence
     */
    public static String trustDomain(String id) {
        String fault = fault(id);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return id.substring(SCHEME.length(), id.indexOf('/', SCHEME.length()));
    }

    /** What is wrong with the text as the SPIFFE ID of a workload, in a sentence; null if nothing is. */
    public static @Nullable String fault(String id) {
        if (!id.startsWith(SCHEME)) {
            return shown(id) + " is no SPIFFE ID: it begins with spiffe://, in lower case.";
        }
        if (id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "A SPIFFE ID has at most " + MAX_BYTES + " bytes.";
        }
        int slash = id.indexOf('/', SCHEME.length());
        String domain = slash < 0 ? id.substring(SCHEME.length()) : id.substring(SCHEME.length(), slash);
        if (!isDomain(domain)) {
            return shown(id) + " is no SPIFFE ID: its trust domain consists of lower-case letters, digits, dots,"
                    + " hyphens and underscores, at most " + MAX_DOMAIN + ".";
        }
        if (slash < 0) {
            return shown(id) + " names a trust domain, not a workload: a path is missing.";
        }
        return pathFault(id, slash);
    }

    /** What is wrong with the text as the name of a trust domain, in a sentence; null if nothing is. */
    public static @Nullable String domainFault(String name) {
        return isDomain(name)
                ? null
                : shown(name) + " is no name of a trust domain: such consist of lower-case letters, digits, dots,"
                        + " hyphens and underscores, at most " + MAX_DOMAIN + ", without spiffe:// before it.";
    }

    private static boolean isDomain(String name) {
        return !name.isEmpty() && name.length() <= MAX_DOMAIN && only(name, false);
    }

    private static @Nullable String onlyUri(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return null;
        }
        String uri = null;
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (Integer.valueOf(URI).equals(name.get(0))) {
                if (uri != null) {
                    return null;
                }
                uri = (String) name.get(1);
            }
        }
        return uri;
    }

    private static boolean signs(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0
                || usage != null && (usage[SIGNS_CERTIFICATES] || usage[SIGNS_REVOCATIONS]);
    }

    private static @Nullable String pathFault(String id, int slash) {
        for (String element : id.substring(slash + 1).split("/", -1)) {
            if (element.isEmpty() || element.equals(".") || element.equals("..") || !only(element, true)) {
                return shown(id) + " is no SPIFFE ID: the elements of its path consist of letters, digits, dots,"
                        + " hyphens and underscores, and none is empty, \".\" or \"..\".";
            }
        }
        return null;
    }

    /** Texts of strangers end in messages and logs. */
    private static String shown(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), MAX_SHOWN); i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return out.append(text.length() > MAX_SHOWN ? "...\"" : "\"").toString();
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
