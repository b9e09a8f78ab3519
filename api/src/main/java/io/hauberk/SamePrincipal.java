package io.hauberk;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether two findings are about one caller, and what is known of it then. */
final class SamePrincipal {
    private SamePrincipal() {}

    /** One caller that is both, with the network's facts of the first; null if they are two. */
    static @Nullable Caller join(Exchange exchange, Caller one, Caller two) throws IOException {
        boolean same = one.consumer() != null && two.consumer() != null
                ? one.consumer().equals(two.consumer())
                : samePrincipal(one, two) || sameConsumer(exchange, one, two);
        return same ? merged(one, two) : null;
    }

    private static boolean samePrincipal(Caller one, Caller two) {
        return one.principal() != null
                && one.principal().equals(two.principal())
                && Objects.equals(one.issuer(), two.issuer());
    }

    private static boolean sameConsumer(Exchange exchange, Caller one, Caller two) throws IOException {
        Consumers consumers = exchange.get(Consumers.KEY);
        if (consumers == null) {
            return false;
        }
        String first = consumer(consumers, one);
        return first != null && first.equals(consumer(consumers, two));
    }

    private static @Nullable String consumer(Consumers consumers, Caller caller) throws IOException {
        if (caller.consumer() != null || caller.principal() == null || caller.issuer() == null) {
            return caller.consumer();
        }
        String id = Credential.subject(caller.issuer(), caller.principal());
        Consumer found = consumers.find(Credential.Kind.SUBJECT, id);
        return found != null && found.credentials().stream().anyMatch(each -> counts(each, id)) ? found.name() : null;
    }

    private static boolean counts(Credential credential, String id) {
        return credential.kind() == Credential.Kind.SUBJECT
                && credential.id().equals(id)
                && credential.live(InstantSource.system());
    }

    private static Caller merged(Caller one, Caller two) {
        Caller all = one;
        if (all.principal() == null && two.principal() != null) {
            all = all.withPrincipal(two.principal(), two.issuer());
        }
        Set<String> groups = union(one.groups(), two.groups());
        all = all.withGroups(groups).withGrants(union(one.scopes(), two.scopes()), union(one.roles(), two.roles()));
        String consumer = one.consumer() != null ? one.consumer() : two.consumer();
        if (consumer != null) {
            all = all.withConsumer(consumer, groups);
        }
        return one.claims().isEmpty() ? all.withClaims(two.claims()) : all;
    }

    private static Set<String> union(Set<String> one, Set<String> two) {
        if (one.isEmpty() || two.isEmpty()) {
            return one.isEmpty() ? two : one;
        }
        Set<String> all = new HashSet<>(one);
        all.addAll(two);
        return all;
    }
}
