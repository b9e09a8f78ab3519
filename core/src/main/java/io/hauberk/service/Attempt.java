package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.discovery.Endpoint;
import java.time.Duration;

/**
 * One attempt of a call.
 *
 * @param service the logical name of the service, which the endpoint's certificate must vouch for
 * @param endpoint where it goes
 * @param ordinal 1 for the first attempt
 * @param deadline until when the head of the response must be there
 * @param connectTimeout how long connecting, with its TLS handshake, may take
 * @param idleTimeout how long a body may be silent, in either direction
 */
public record Attempt(
        String service,
        Endpoint endpoint,
        int ordinal,
        Deadline deadline,
        Duration connectTimeout,
        Duration idleTimeout) {}
