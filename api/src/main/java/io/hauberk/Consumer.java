package io.hauberk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may call: a name, the plan and the groups, and the {@linkplain Credential credentials} by which it is
 * known, each of which may have several live ones. Immutable.
 */
public final class Consumer {
    private final String name;
    private final @Nullable String plan;
    private final Set<String> groups;
    private final List<Credential> credentials;

    private Consumer(String name, @Nullable String plan, Set<String> groups, List<Credential> credentials) {
        this.name = name;
        this.plan = plan;
        this.groups = groups;
        this.credentials = credentials;
    }

    /** A consumer without plan, groups and credentials. */
    public static Consumer of(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A consumer has a name.");
        }
        return new Consumer(name, null, Set.of(), List.of());
    }

    /** This consumer on a plan; null for none. */
    public Consumer plan(@Nullable String plan) {
        return new Consumer(name, plan, groups, credentials);
    }

    /** This consumer in these groups. */
    public Consumer groups(Set<String> groups) {
        return new Consumer(name, plan, Set.copyOf(groups), credentials);
    }

    /** This consumer with more credentials. */
    public Consumer with(Credential... more) {
        return with(List.of(more));
    }

    /** This consumer with more credentials. */
    public Consumer with(List<Credential> more) {
        List<Credential> all = new ArrayList<>(credentials);
        all.addAll(more);
        return new Consumer(name, plan, groups, List.copyOf(all));
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The plan whose limits apply, or null. */
    public @Nullable String plan() {
        return plan;
    }

    /** The groups that it is in. */
    public Set<String> groups() {
        return groups;
    }

    /** The credentials of all kinds, those that have expired included. */
    public List<Credential> credentials() {
        return credentials;
    }

    /** The caller, known as this consumer as well. */
    public Caller in(Caller caller) {
        if (caller.groups().isEmpty()) {
            return caller.withConsumer(name, groups);
        }
        Set<String> all = new java.util.HashSet<>(caller.groups());
        all.addAll(groups);
        return caller.withConsumer(name, all);
    }

    /** The name alone. */
    @Override
    public String toString() {
        return name;
    }
}
