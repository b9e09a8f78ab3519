package io.hauberk.service;

import io.hauberk.Filter;

/**
 * A filter that does something for each attempt, where it stands in the list of a service: {@link Service#use} puts the one
 * part around the call, and the other around each of its attempts. Elsewhere it is a filter like any other, which does both
 * at once.
 */
public interface AttemptFilter extends Filter {
    /** What is done once a call, outside of retries. */
    Filter aroundCall();

    /**
     * What is done for each attempt, inside all the filters of the service. It sees the request as it goes out: with the
     * fields that the mesh adds, the scheme of the endpoint, and as authority what the Host field says. Where it refuses, there
     * is no other attempt.
     */
    Filter aroundAttempt();
}
