package io.hauberk.service;

import io.hauberk.Exchange;
import io.hauberk.discovery.Endpoint;

/**
 * One attempt of a call to a service, as the decision record has it: the {@linkplain io.hauberk.Decision#input() input}
 * of the decision {@code balance}.
 */
public interface Upstream {
    /** The name of the service. */
    String service();

    /** Where the attempt went. */
    Endpoint endpoint();

    /** 1 for the first attempt of the call. */
    int attempt();

    /** The exchange of the call: that of the request itself where it is forwarded, one of its children otherwise. */
    Exchange exchange();
}
