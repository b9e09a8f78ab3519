package io.hauberk.jwt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How tokens come, and what is asked of whoever bears one; the same for signed tokens and for those that are asked about.
 *
 * @param sources where a token may stand
 * @param required whether there must be one
 * @param claimHeaders the headers that tell claims
 * @param claims claims that must have certain values
 * @param realm the realm in challenges; null for the usual one
 * @param dpop how DPoP is taken; null for not at all
 * @param certificateBound whether tokens must be bound to the client's certificate
 * @param resource what we say of ourselves; null for nothing
 */
record Bearing(
        List<TokenSource> sources,
        boolean required,
        List<ClaimHeader> claimHeaders,
        List<ClaimValues> claims,
        @Nullable String realm,
        @Nullable Dpop dpop,
        boolean certificateBound,
        @Nullable ProtectedResource resource) {

    static Bearing standard() {
        return new Bearing(List.of(TokenSource.bearer()), true, List.of(), List.of(), null, null, false, null);
    }

    Bearing optional() {
        return new Bearing(sources, false, claimHeaders, claims, realm, dpop, certificateBound, resource);
    }

    Bearing in(TokenSource... sources) {
        if (sources.length == 0) {
            throw new IllegalArgumentException(
                    "A token stands somewhere. Name a header, a cookie or a query parameter.");
        }
        return new Bearing(List.of(sources), required, claimHeaders, claims, realm, dpop, certificateBound, resource);
    }

    Bearing telling(String header, String claim) {
        List<ClaimHeader> more = new ArrayList<>(claimHeaders);
        more.add(new ClaimHeader(header, claim));
        return new Bearing(sources, required, List.copyOf(more), claims, realm, dpop, certificateBound, resource);
    }

    Bearing claiming(String claim, String... values) {
        List<ClaimValues> more = new ArrayList<>(claims);
        more.add(ClaimValues.of(claim, values));
        return new Bearing(sources, required, claimHeaders, List.copyOf(more), realm, dpop, certificateBound, resource);
    }

    Bearing realm(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("A realm is plain text without quotes and backslashes.");
        }
        return new Bearing(sources, required, claimHeaders, claims, realm, dpop, certificateBound, resource);
    }

    Bearing with(Dpop dpop) {
        return new Bearing(sources, required, claimHeaders, claims, realm, dpop, certificateBound, resource);
    }

    Bearing boundToCertificate() {
        return new Bearing(sources, required, claimHeaders, claims, realm, dpop, true, resource);
    }

    Bearing as(ProtectedResource resource) {
        return new Bearing(sources, required, claimHeaders, claims, realm, dpop, certificateBound, resource);
    }

    Set<String> identityHeaders() {
        return claimHeaders.stream().map(ClaimHeader::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What tokens and proofs stand in. */
    Set<String> secretNames() {
        Set<String> names =
                sources.stream().map(TokenSource::name).collect(Collectors.toCollection(LinkedHashSet::new));
        names.add("DPoP");
        return names;
    }

    /** The ways of RFC 6750 §2 that are taken. */
    List<String> methods() {
        return sources.stream()
                .map(TokenSource::method)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
