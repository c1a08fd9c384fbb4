import * as vscode from 'vscode';

/** A small agent with the usual mistakes: an address of one laptop, no timeout, a log that grows for ever. */
const sample = `"""Put the cursor on an underlined place and press the lightbulb."""
import logging

import requests
import zmq

logging.basicConfig(filename="weather_agent.log", level=logging.INFO)


class WeatherAgent:
    def __init__(self, port=7210):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://127.0.0.1:{port}")
        self.registry = self.context.socket(zmq.REQ)
        self.registry.connect("tcp://localhost:7200")

    def forecast(self, city):
        answer = requests.get("http://192.168.1.20:8080/forecast", params={"city": city})
        return answer.json()

    def run(self):
        while True:
            request = self.socket.recv_json()
            self.socket.send_json(self.forecast(request["city"]))


if __name__ == "__main__":
    WeatherAgent().run()
`;

/** Opens the sample as a new document: nothing is written to the user's disk. */
export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content: sample });
  await vscode.window.showTextDocument(document);
}
