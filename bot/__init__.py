"""Purser: a chat assistant on Discord that keeps a freelancer's Upwork Connects."""

__version__ = "0.1.0"
