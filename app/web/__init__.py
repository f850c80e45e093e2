"""The web page, its API and its MCP tools."""
