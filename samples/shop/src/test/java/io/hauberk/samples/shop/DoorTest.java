package io.hauberk.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
            Thread leaving = new Thread(() -> leave(other));
            leaving.start();
            door.open();
            assertThat(door.port()).isEqualTo(port);
            leaving.join();
        }
    }

    /** A little later, so that it is there when it is asked for. */
    private static void leave(ServerSocket other) {
        try {
            Thread.sleep(300);
            other.close();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
