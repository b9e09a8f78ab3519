package io.hauberk.authority;

import io.hauberk.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-f:]{2,39}");

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
            if (!NAME.matcher(name).matches() && !IPV6.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"" + name
                                + "\" is neither a DNS name in lower case nor an IP address. Names with a star are not issued.");
            }
        }
        names = List.copyOf(names);
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
