package io.hauberk.authority;

import io.hauberk.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Whom certificates are issued for. Immutable.
 *
 * @param id the SPIFFE ID, in the authority's trust domain
 * @param names DNS names and IP addresses that it also serves under; may be empty
 */
public record Member(String id, List<String> names) {
    private static final int MAX_NAMES = 20;
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}\\z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
    /** Without the prefixes and zones that certificates know, too. */
    private static final Pattern IP = Pattern.compile("[0-9a-f:.]{2,45}");

    /** @throws IllegalArgumentException if the ID is none, or a name is neither a DNS name nor an address */
    public Member {
        String fault = SpiffeId.fault(id);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (names.size() > MAX_NAMES) {
            throw new IllegalArgumentException(
                    "A certificate has at most " + MAX_NAMES + " names beside its SPIFFE ID.");
        }
        for (String name : names) {
            if (!(address(name) ? isAddress(name) : NAME.matcher(name).matches())) {
                throw new IllegalArgumentException(
                        "\"" + name
                                + "\" is neither a DNS name in lower case nor an IP address. Names with a star are not issued.");
            }
        }
        names = List.copyOf(names);
    }

    /** Whether a name looks like an address and goes into certificates as one. */
    static boolean address(String name) {
        return name.indexOf(':') >= 0 || DIGITS.matcher(name).matches();
    }

    private static boolean isAddress(String name) {
        try {
            return IP.matcher(name).matches() && new GeneralName(GeneralName.iPAddress, name).getName() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without further names. */
    public static Member of(String id, String... names) {
        return new Member(id, List.of(names));
    }

    String trustDomain() {
        return SpiffeId.trustDomain(id);
    }

    /** One line each. */
    String text() {
        return id + "\n"
                + String.join("", names.stream().map(name -> name + "\n").toList());
    }

    static Member parse(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.removeIf(String::isBlank);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("The record of a member is empty.");
        }
        return new Member(all.get(0), all.subList(1, all.size()));
    }
}
