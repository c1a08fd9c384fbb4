"""Run from the project's folder: python -m unittest"""

import socket as net
import threading
import unittest

from common import transport as zmq


class TransportTest(unittest.TestCase):
    def setUp(self):
        self.context = zmq.Context()
        self.addCleanup(self.context.term)

    def bound(self, kind):
        socket = self.context.socket(kind)
        socket.bind("tcp://127.0.0.1:0")
        socket.setsockopt(zmq.RCVTIMEO, 2000)
        return socket

    def connected(self, kind, to):
        socket = self.context.socket(kind)
        socket.setsockopt(zmq.RCVTIMEO, 2000)
        socket.setsockopt(zmq.SNDTIMEO, 2000)
        if kind == zmq.SUB:
            socket.setsockopt_string(zmq.SUBSCRIBE, "news ")
        socket.connect(to.last_endpoint)
        return socket

    def test_requests_of_several_clients_get_their_own_answers(self):
        server = self.bound(zmq.REP)
        clients = [self.connected(zmq.REQ, server) for _ in range(3)]
        for number, client in enumerate(clients):
            client.send_json({"number": number})
        for _ in clients:
            server.send_json(server.recv_json())
        self.assertEqual([client.recv_json()["number"] for client in clients], [0, 1, 2])

    def test_a_late_answer_is_not_taken_for_the_next_one(self):
        server = self.bound(zmq.REP)
        client = self.connected(zmq.REQ, server)
        client.setsockopt(zmq.RCVTIMEO, 50)
        client.send_json("slow")
        with self.assertRaises(zmq.Again):
            client.recv_json()
        server.send_json({"answer": server.recv_json()})
        client.setsockopt(zmq.RCVTIMEO, 2000)
        client.send_json("quick")
        server.send_json({"answer": server.recv_json()})
        self.assertEqual(client.recv_json(), {"answer": "quick"})

    def test_request_and_answer_must_alternate(self):
        server = self.bound(zmq.REP)
        with self.assertRaises(zmq.ZMQError):
            server.send_json("nobody asked")

    def test_subscribers_get_their_topics_and_pullers_everything(self):
        publisher, puller = self.bound(zmq.PUB), self.bound(zmq.PULL)
        subscriber = self.connected(zmq.SUB, publisher)
        publisher.send_string("gossip no")
        publisher.send_string("news yes")
        self.assertEqual(subscriber.recv_string(), "news yes")
        self.connected(zmq.PUSH, puller).send_json([1, 2])
        self.assertEqual(puller.recv_json(), [1, 2])

    def test_a_stranger_on_the_port_is_shown_out_and_does_no_harm(self):
        server = self.bound(zmq.REP)
        stranger = net.create_connection(zmq.parse_endpoint(server.last_endpoint), timeout=2)
        self.addCleanup(stranger.close)
        stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
        client = self.connected(zmq.REQ, server)
        client.send_json("hello")
        server.send_json(server.recv_json())
        self.assertEqual(client.recv_json(), "hello")
        self.assertEqual(stranger.recv(10), b"")

    def test_a_taken_port_is_named(self):
        server = self.bound(zmq.REP)
        with self.assertRaisesRegex(zmq.ZMQError, server.last_endpoint.rsplit(":", 1)[1]):
            self.context.socket(zmq.REP).bind(server.last_endpoint)

    def test_a_socket_closed_elsewhere_ends_the_loop_that_polls_it(self):
        server = self.bound(zmq.REP)
        ended = threading.Event()

        def wait():
            try:
                while True:
                    server.poll(20)
            except zmq.ZMQError:
                ended.set()

        threading.Thread(target=wait, daemon=True).start()
        server.close()
        self.assertTrue(ended.wait(2))


if __name__ == "__main__":
    unittest.main()
