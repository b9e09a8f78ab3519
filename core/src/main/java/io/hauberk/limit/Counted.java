package io.hauberk.limit;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The entries of one limit in the records of exchanges, by what it counted. Those for what passes are made once. Thread-safe. */
public final class Counted {
    private final String filter;
    private final String name;
    /** By what the key was made of, and where it was counted: a few texts. */
    private final Map<String, Decision> allowed = new ConcurrentHashMap<>();

    public Counted(String filter, String name) {
        this.filter = filter;
        this.name = name;
    }

    /** What it lets pass. */
    public Decision allowed(String basis) {
        Decision known = allowed.get(basis);
        return known != null ? known : allowed.computeIfAbsent(basis, b -> decision(Outcome.ALLOWED, "by " + b));
    }

    /** Something else that there is to say, beside a refusal or a warning. */
    public Decision noted(String what) {
        return decision(Outcome.APPLIED, what);
    }

    private Decision decision(Outcome outcome, String what) {
        return new Decision(filter, outcome, name, what);
    }
}
