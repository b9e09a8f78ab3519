package io.hauberk.testkit;

import io.hauberk.Filter;

/** Some rows of {@link OutboundContract}. */
interface OutboundRows {
    /** A server that plays a script, and a client that calls it through filters. */
    default OutboundRig rig(Script script, Filter... filters) throws Exception {
        RawServer server = RawServer.start(script);
        return new OutboundRig(server, ((OutboundContract) this).open(server.port(), filters));
    }

    /** A client that calls a port on which nobody listens, through filters. */
    default OutboundContract.HttpClient clientOfNobody(Filter... filters) throws Exception {
        return ((OutboundContract) this).open(RawServer.closedPort(), filters);
    }
}
