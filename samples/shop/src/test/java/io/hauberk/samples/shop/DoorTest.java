package io.hauberk.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DoorTest {
    @Test
    void whoeverHoldsItsPortMeanwhileIsWaitedFor() throws Exception {
        try (Door door = new Door("catalog", null, null, new Catalog("catalog"))) {
            door.open();
            int port = door.port();
            door.kill();
            ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
            door.open(pause -> leave(other));
            assertThat(other.isClosed()).as("it had to wait").isTrue();
            assertThat(door.port()).isEqualTo(port);
        }
    }

    private static void leave(ServerSocket other) {
        try {
            other.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
