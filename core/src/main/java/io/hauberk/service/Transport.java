package io.hauberk.service;

import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import java.io.IOException;

/**
 * Carries one attempt of a call to one endpoint: no retries, no redirects, no choice. The OkHttp module provides two:
 * one makes a call of its own for each attempt, one proceeds with a call that is under way.
 *
 * <p>Blocks until the head of the response is there. Thread-safe.
 */
@FunctionalInterface
public interface Transport extends AutoCloseable {
    /**
     * Sends the request to the endpoint of the attempt and returns the head of the answer, its body still on the way.
     *
     * <p>The transport keeps the attempt's times: the deadline until the head, the idle timeout between the bytes of
     * either body. It ends the response: {@link io.hauberk.End#COMPLETED} after the last byte, {@link
     * io.hauberk.End#FAILED} when the endpoint breaks off or falls silent, {@link io.hauberk.End#CANCELLED} when it is
     * closed unread.
     *
     * @throws TransportException if there was no head, saying how far the attempt got
     */
    Response send(Request request, Attempt attempt) throws IOException;

    /** Calls do not go to this endpoint any more: its idle connections may be closed soon. Does nothing by default. */
    default void forget(Endpoint endpoint) {}

    /** Whether attempts of one call may be sent at a time, each from a thread of its own: then calls can be hedged. */
    default boolean concurrent() {
        return true;
    }

    /** Gives up idle connections, and those in use when their answers end. Does nothing by default. */
    @Override
    default void close() {}
}
